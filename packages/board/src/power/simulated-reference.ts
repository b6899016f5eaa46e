import type { Random } from '@picojoule/spec';
import { RAIL } from '../golden/power/activity-prices.ts';

/** How well the meters are known that the loads are read with, relative. */
export const REFERENCE_LIMIT = 5e-4;

/** Currents of the simulated loads, A: zero input first, then over what the rail draws. */
const LOAD_CURRENTS = [0, 5e-3, 12e-3, 25e-3] as const;

/** What a simulated laboratory has: loads, and what its reference meters say of them. */
export interface SimulatedReference {
  readonly limits: { readonly current: number; readonly voltage: number };
  readonly loads: readonly {
    /** What the load truly draws. */
    readonly watts: number;
    readonly amperes: number;
    readonly volts: number;
  }[];
}

/** Draws the gain errors of both meters from within their limits; they are the same for all loads. */
export function simulatedReference(random: Random): SimulatedReference {
  const within = () => 1 + REFERENCE_LIMIT * (2 * random.next() - 1);
  const [current, voltage] = [within(), within()];
  return {
    limits: { current: REFERENCE_LIMIT, voltage: REFERENCE_LIMIT },
    loads: LOAD_CURRENTS.map((amperes) => ({
      watts: amperes * RAIL.volts,
      amperes: amperes * current,
      volts: RAIL.volts * voltage,
    })),
  };
}
