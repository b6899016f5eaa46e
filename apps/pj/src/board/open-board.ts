import { randomInt } from 'node:crypto';
import { golden, systemClock } from '@picojoule/board';
import { HostLink } from '@picojoule/link';
import { serial } from '@picojoule/serial';
import type { BoardArguments } from './board-arguments.ts';
import { GOLDEN } from './golden-port.ts';

/** Opens a link to the board on a port. Close it at the end. */
export async function openBoard({ port, baud, faults }: BoardArguments): Promise<HostLink> {
  const transport = port === GOLDEN ? golden(faults) : serial({ baud });
  const connection = await transport.open(port);
  try {
    return await HostLink.open(connection, {
      clock: systemClock,
      nonce: randomInt(1, 2 ** 32 - 1),
    });
  } catch (error) {
    await connection.close();
    throw error;
  }
}
