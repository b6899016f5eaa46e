import type { TransportConnection } from '@picojoule/spec';
import type { HostLink } from './host-link.ts';

/** A connection that says at which rate it was opened. */
export interface RatedConnection extends TransportConnection {
  /** Bits per second; absent where there is none. */
  readonly baud?: number;
}

/** Bits per second that every board offers. */
const FULL_RATE = 3_000_000;

/**
 * Moves both ends of a link that was just opened to 3 Mbaud, where the wire carries it; else both stay
 * at the rate of power-on. Resolves to the rate they are at, undefined where the connection has none.
 *
 * @throws PicojouleError when the board is heard at neither.
 */
export async function raiseBaud(
  link: HostLink,
  { baud, setBaud }: RatedConnection,
): Promise<number | undefined> {
  if (baud === undefined || setBaud === undefined || baud >= FULL_RATE) return baud;
  return (await link.changeBaud(FULL_RATE, baud)) ? FULL_RATE : baud;
}
