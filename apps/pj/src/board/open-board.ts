import { randomInt } from 'node:crypto';
import { golden, systemClock, type TimedTransport } from '@picojoule/board';
import { HostLink } from '@picojoule/link';
import { serial } from '@picojoule/serial';
import type { BoardArguments } from './board-arguments.ts';
import { GOLDEN } from './golden-port.ts';

type GoldenTransport = ReturnType<typeof golden>;

export interface OpenBoard {
  readonly link: HostLink;
  /** The golden device, where the board is one: what no real board shows of itself. */
  readonly simulation: GoldenTransport | undefined;
}

/** Opens a link to the board on a port; `options` are those of the golden device. Close it at the end. */
export async function openBoard(
  { port, baud, faults }: BoardArguments,
  options: Parameters<typeof golden>[0] = {},
): Promise<OpenBoard> {
  const simulation = port === GOLDEN ? golden({ ...faults, ...options }) : undefined;
  const transport: TimedTransport = simulation ?? serial({ baud });
  const connection = await transport.open(port);
  try {
    const link = await HostLink.open(connection, {
      clock: transport.clock ?? systemClock,
      nonce: randomInt(1, 2 ** 32 - 1),
    });
    return { link, simulation };
  } catch (error) {
    await connection.close();
    throw error;
  }
}
