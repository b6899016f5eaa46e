import { randomInt } from 'node:crypto';
import { type Clock, HostLink, raiseBaud } from '@picojoule/link';
import type { BoardTransport } from '@picojoule/spec';
import { systemClock } from '../golden/system-clock.ts';

/** A transport whose devices may have a time of their own, as simulated ones do. */
export type TimedTransport = BoardTransport & { readonly clock?: Clock };

/**
 * Opens a session of the link to the board on a port, at the highest rate that both ends hear. Closing
 * the link closes the port.
 *
 * @throws PicojouleError what the transport throws, `LINK_NO_ANSWER`, `LINK_VERSION`.
 */
export async function openLink(transport: TimedTransport, path: string): Promise<HostLink> {
  const connection = await transport.open(path);
  try {
    const link = await HostLink.open(connection, {
      clock: transport.clock ?? systemClock,
      nonce: randomInt(1, 2 ** 32 - 1),
    });
    await raiseBaud(link, connection);
    return link;
  } catch (error) {
    await connection.close();
    throw error;
  }
}
