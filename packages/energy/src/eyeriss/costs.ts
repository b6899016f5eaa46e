import * as v from 'valibot';

const cost = (normal: number) => v.optional(v.pipe(v.number(), v.finite(), v.minValue(0)), normal);

/**
 * Energy of one 16-bit access or MAC, in MACs (65 nm; ISCA 2016, table IV). Moving a value between two
 * levels costs the dearer one only.
 */
export const costsSchema = v.strictObject({
  DRAM: cost(200),
  buffer: cost(6),
  array: cost(2),
  RF: cost(1),
  MAC: cost(1),
});

export type Costs = v.InferOutput<typeof costsSchema>;
