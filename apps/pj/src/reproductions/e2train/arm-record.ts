import * as v from 'valibot';

const number = v.pipe(v.number(), v.finite());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** A look at a training under way; sums are over its steps so far. */
export const curvePoint = v.object({
  step: count,
  executed: count,
  /** On the held-out images. */
  accuracy: number,
  /** Modelled, by the first model of the bench. */
  energy: number,
  /** Measured; without looks and evaluations. */
  seconds: number,
});
export type CurvePoint = v.InferOutput<typeof curvePoint>;

const signs = v.object({
  weights: count,
  predicted: count,
  wrong: v.optional(count),
  bounded: v.optional(v.object({ predicted: count, wrong: count, bound: number })),
});

/** One training of one arm with one seed, as its part of the run keeps it. */
export const armRecord = v.object({
  part: v.string(),
  seed: count,
  learningRate: number,
  scheduled: count,
  executed: count,
  macs: v.object({ executed: number, nominal: number, emulated: number }),
  /** Emulated MACs by pass. */
  passes: v.record(v.string(), number),
  bitProducts: v.object({ formed: number, unpredicted: number, floor: number }),
  energy: number,
  seconds: number,
  signs: v.optional(signs),
  /** Share of the images that executed each block behind the first. */
  shares: v.record(v.string(), number),
  /** Ends with the network that was handed out. */
  curve: v.pipe(v.array(curvePoint), v.readonly()),
});
export type ArmRecord = v.InferOutput<typeof armRecord>;

/** Accuracy of the network that was handed out, on the held-out images. */
export const finalAccuracy = ({ curve }: ArmRecord): number => curve.at(-1)!.accuracy;

/** Share of the (image, block) pairs behind the first block that was skipped. */
export function skippedShare({ shares }: Pick<ArmRecord, 'shares'>): number {
  const all = Object.values(shares);
  return all.length === 0 ? 0 : 1 - all.reduce((a, b) => a + b, 0) / all.length;
}
