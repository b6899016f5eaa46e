import type { Chip } from '../eyeriss/chip.ts';
import { type Geometry, touched } from '../eyeriss/geometry.ts';
import type { Mapping } from '../eyeriss/mapping.ts';
import { largestDivisor } from './largest-divisor.ts';
import { ARRAY_COLUMNS, ARRAY_ROWS } from './tool-chip.ts';

/** A row-stationary mapping as the tool chooses it: with strips, `e` rows of psums are in the buffer. */
export interface ToolMapping extends Mapping {
  /** Strips of an ofmap; 1 when whole planes of psums are in the buffer. */
  readonly strips: number;
}

const { ceil, floor, min } = Math;

/**
 * The mapping of a shape and batch; densities and bit widths never matter ("pre-computed dataflow").
 * Nothing is minimised: each number in turn is the largest divisor that the chip holds.
 *
 * 1. A PE: q channels, then p filters.
 * 2. The buffer: psums first. Whole planes of m filters, a multiple of p; if not even those of p fit,
 *    strips of e rows of all filters. Then ifmap planes (rows) of q r channels. Then n images.
 * 3. The array: the r sets over channels, and t sets over filters in what they leave.
 *
 * docs/method/eyeriss-tool.md says which of this is derived from published bars and which is chosen.
 */
export function chooseMapping(geometry: Geometry, chip: Chip): ToolMapping {
  const pe = fillPe(geometry, chip);
  return wholePlanes(geometry, pe, chip) ?? strips(geometry, pe, chip);
}

type Pe = Pick<Mapping, 'p' | 'q'>;

/** Words in the buffer for one image: m ofmap channels of `rows` rows, and the ifmap rows they need. */
function wordsFor(geometry: Geometry, m: number, rows: number, channels: number): number {
  const { tileColumns, tileInputColumns, mostRows, stride, dilation } = geometry;
  const ifmapRows = touched(rows, mostRows, stride, dilation);
  return m * rows * tileColumns + channels * ifmapRows * tileInputColumns;
}

/**
 * Largest q, then largest p, of which one row of psums and the ifmap rows it needs fit the buffer. One
 * filter and one channel always do: the geometry cuts the map into column tiles until then.
 */
function fillPe(geometry: Geometry, chip: Chip): Pe {
  const filtersFor = (q: number) => {
    const most = chip.filtersPerPe(q, geometry.mostTaps);
    return largestDivisor(
      geometry.filters,
      (p) => p <= most && wordsFor(geometry, p, 1, q) <= chip.bufferWords,
    );
  };
  const q = largestDivisor(geometry.channels, (each) => filtersFor(each) !== undefined)!;
  return { q, p: filtersFor(q)! };
}

function wholePlanes(
  geometry: Geometry,
  { p, q }: Pe,
  { bufferWords }: Chip,
): ToolMapping | undefined {
  const { channels, filters, outputRows, batch, mostRows } = geometry;
  const needed = (m: number, r: number) => wordsFor(geometry, m, outputRows, q * r);
  const m = largestDivisor(filters, (each) => each % p === 0 && needed(each, 1) <= bufferWords);
  if (m === undefined) return undefined;
  const e = min(outputRows, ARRAY_COLUMNS);
  const down = floor(ARRAY_ROWS / mostRows);
  const r = largestDivisor(channels / q, (each) => each <= down && needed(m, each) <= bufferWords)!;
  const n = largestDivisor(batch, (images) => images * needed(m, r) <= bufferWords)!;
  const sets = floor(down / r) * floor(ARRAY_COLUMNS / e);
  const t = largestDivisor(m / p, (each) => each <= sets)!;
  return { p, q, r, t, e, n, m, strips: 1 };
}

function strips(geometry: Geometry, { p, q }: Pe, { bufferWords }: Chip): ToolMapping {
  const { channels, filters, outputRows, mostRows } = geometry;
  const needed = (m: number, rows: number, r: number) => wordsFor(geometry, m, rows, q * r);
  const m = largestDivisor(filters, (each) => each % p === 0 && needed(each, 1, 1) <= bufferWords)!;
  let e = min(outputRows, ARRAY_COLUMNS);
  while (e > 1 && needed(m, e, 1) > bufferWords) e--;
  const down = floor(ARRAY_ROWS / mostRows);
  const r = largestDivisor(
    channels / q,
    (each) => each <= down && needed(m, e, each) <= bufferWords,
  )!;
  const t = largestDivisor(m / p, (each) => each <= floor(down / r))!;
  return { p, q, r, t, e, n: 1, m, strips: ceil(outputRows / e) };
}
