import type { RoundTrip } from './host-link.ts';

/** How the board's cycle counter runs against the host's clock. */
export interface ClockFit {
  /** Cycles per host millisecond. */
  readonly rate: number;
  /** The counter at host time 0. */
  readonly offset: number;
  /** Half of the shortest round trip, in milliseconds: no better is known of any instant. */
  readonly uncertainty: number;
  /** How much the rate may be off, as a share of it: both ends of the line by `uncertainty`. */
  readonly rateUncertainty: number;
}

/**
 * Fits a line through the midpoints of round trips, each weighed by the square of its inverse length:
 * short trips say most. Needs two of them; undefined otherwise.
 */
export function fitClock(trips: readonly RoundTrip[]): ClockFit | undefined {
  if (trips.length < 2) return undefined;
  const points = trips.map(({ hostSent, hostReceived, received, sent }) => ({
    host: (hostSent + hostReceived) / 2,
    board: (received + sent) / 2,
    length: Math.max(hostReceived - hostSent, 1e-3),
  }));
  let [weights, host, board] = [0, 0, 0];
  for (const point of points) {
    const weight = point.length ** -2;
    weights += weight;
    host += weight * point.host;
    board += weight * point.board;
  }
  host /= weights;
  board /= weights;
  let [squares, products] = [0, 0];
  for (const point of points) {
    const weight = point.length ** -2;
    squares += weight * (point.host - host) ** 2;
    products += weight * (point.host - host) * (point.board - board);
  }
  if (squares === 0) return undefined;
  const rate = products / squares;
  const shortest = Math.min(...points.map(({ length }) => length));
  const span = points.at(-1)!.host - points[0]!.host;
  return {
    rate,
    offset: board - rate * host,
    uncertainty: shortest / 2,
    rateUncertainty: shortest / span,
  };
}
