import * as v from 'valibot';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

/** A mapping as an option. */
export const mappingSchema = v.strictObject({
  p: count,
  q: count,
  r: count,
  t: count,
  e: count,
  n: count,
  m: count,
  f: v.optional(count),
});

/** A row-stationary mapping, in the letters of the Eyeriss papers, and `f`, which is ours. */
export interface Mapping {
  /** Filters and channels per PE. */
  readonly p: number;
  readonly q: number;
  /** PE sets over channels and over filters. */
  readonly r: number;
  readonly t: number;
  /** Width of a PE set: ofmap rows of one strip. */
  readonly e: number;
  /** Images and ofmap channels whose psums are in the buffer at once. */
  readonly n: number;
  readonly m: number;
  /** Ofmap columns of a tile; absent: whole rows. */
  readonly f?: number | undefined;
}

/** The letters in words: those of JSSC 2017, table II, in its order, and ours. */
export const MAPPING_MEANINGS: readonly (readonly [keyof Mapping, string])[] = [
  ['m', 'ofmap channels in the buffer'],
  ['n', 'images in the buffer'],
  ['e', 'ofmap rows of a strip: the width of a PE set'],
  ['p', 'filters per PE'],
  ['q', 'channels per PE'],
  ['r', 'PE sets over channels'],
  ['t', 'PE sets over filters'],
  ['f', 'ofmap columns of a tile'],
];
