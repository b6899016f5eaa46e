import type { Counters } from '../machine/counters.ts';

/** Of the simulated core rail. */
export const RAIL = { volts: 1.2, ohms: 1 } as const;

/**
 * What the simulated core rail draws: with clock, PLL and poller on, and for each thing that is done.
 * Of the order of a UP5K's (10 to 20 mW when busy), and made up: the truth must be known, not true.
 * They are those of the verilated board, too (hardware/sim/power_model.h).
 */
export const activityPrices = {
  idleWatts: 5e-3,
  byteJoules: 10e-9,
  productJoules: 25e-12,
  accessJoules: 250e-12,
} as const;

/** What the counted work of the machine costs beside idling, in joules. */
export function priceOf(counters: Counters): number {
  const { products, highProducts, lowProducts, reads, writes } = counters;
  const accesses = reads[0] + reads[1] + writes[0] + writes[1];
  return (
    activityPrices.productJoules * (products + highProducts + lowProducts) +
    activityPrices.accessJoules * accesses
  );
}
