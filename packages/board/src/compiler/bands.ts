import type { MacFields } from '../golden/machine/mac-instruction.ts';
import type { MachineShape } from '../golden/machine/machine-shape.ts';
import { wrapped } from './geometry.ts';

/** Rows of a feature map that are worked on at a time. */
export interface Band {
  readonly first: number;
  readonly rows: number;
}

/** A pass over a feature map in bands. */
export interface BandedPass {
  /** One band where the sums have room as a whole. */
  readonly bands: readonly Band[];
  /** Words of a row. */
  readonly rowWords: number;
  /** Rows from one row of an instruction to its next one: the stride of an input gradient, else 1. */
  readonly step: number;
}

/**
 * Bands whose sums, 4 words for each of the feature map, take at most `most` words; of whole steps, and
 * at least one.
 */
export function bandedPass(
  height: number,
  rowWords: number,
  step: number,
  most: number,
): BandedPass {
  const steps = Math.max(1, Math.floor(most / (4 * rowWords * step)));
  const rows = Math.min(height, steps * step);
  const count = Math.ceil(height / rows);
  const bands = Array.from({ length: count }, (_, i) => ({
    first: i * rows,
    rows: Math.min(rows, height - i * rows),
  }));
  return { bands, rowWords, step };
}

/** Words of sums that the largest band takes. */
export const wordsOfSums = ({ bands, rowWords }: BandedPass): number =>
  4 * bands[0]!.rows * rowWords;

/**
 * Instructions of a pass band by band, all of whose sums take the same place. What they are rounded to
 * depends on the largest of all sums, so all bands but the first are computed twice: once for their
 * magnitudes, then again, each before it is stored. Results are those of a pass in one, bit by bit.
 *
 * @param sums Makes the sums of a band.
 * @param store Stores them.
 */
export function inBands(
  { bands }: BandedPass,
  sums: (band: Band) => readonly MacFields[],
  store: (band: Band) => readonly Uint32Array[],
): readonly (MacFields | Uint32Array)[] {
  if (bands.length === 1) return [...sums(bands[0]!), ...store(bands[0]!)];
  const measured = bands
    .toReversed()
    .flatMap(sums)
    .map((fields, i) => ({ ...fields, keep: i > 0 }));
  return [
    ...measured,
    ...bands.flatMap((band, i) => [
      ...(i === 0 ? [] : sums(band).map((fields) => ({ ...fields, keep: true }))),
      ...store(band),
    ]),
  ];
}

/**
 * The parts of a pass's instructions that make a band, into the place of the first row.
 *
 * @param instructions Of all rows, which are outermost in their walk of B.
 */
export function rowsOf(
  { memory, lanes }: MachineShape,
  { step }: BandedPass,
  { first, rows }: Band,
  instructions: readonly MacFields[],
): MacFields[] {
  const at = first / step;
  return instructions.flatMap((fields) => {
    const [outer, ...inner] = fields.bLoops;
    // A phase of the stride may have one row less than others.
    const count = Math.min(Math.ceil(rows / step), outer!.count - at);
    if (count <= 0) return [];
    const { bBase = 0, residualBase, maskBase, ry = 0, my = 0, y0 = 0 } = fields;
    return {
      ...fields,
      columns: count * fields.perRow!,
      bBase: wrapped(bBase + at * outer!.stride, memory / lanes),
      y0: y0 + at * (outer!.dy ?? 0),
      bLoops: [{ ...outer!, count }, ...inner],
      ...(residualBase !== undefined && { residualBase: residualBase + at * ry }),
      ...(maskBase !== undefined && { maskBase: maskBase + at * my }),
    };
  });
}
