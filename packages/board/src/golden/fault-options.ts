import * as v from 'valibot';

const probability = v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(0.9)), 0);

/** Faults of the wire to a simulated board: probabilities per chunk of bytes, each way. */
export const faultOptions = {
  drop: probability,
  flip: probability,
  duplicate: probability,
  cut: probability,
  /** Of the faults. */
  seed: v.optional(v.pipe(v.number(), v.integer()), 1),
};
