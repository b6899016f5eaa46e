import { type Chip, placedOn } from './chip.ts';

/**
 * How accesses are counted and which mappings are searched.
 *
 * - `isca16`: as the paper's formulas; all mappings under the chip's limits.
 * - `nn-dataflow`: as the open scheduler of that name, which is coarser: every MAC reads and writes its
 *   psum in the RF; sets lie on the array's rows and columns and are as wide as array and buffer allow,
 *   as are tiles of columns; images and ofmap channels are split by divisors only.
 */
export type Counting = 'isca16' | 'nn-dataflow';

/** The part of all mappings that a search looks at. */
export interface SearchSpace {
  /** Set widths e and tiles of columns: any, or the fewest tiles and then the widest sets that fit. */
  readonly strips: 'any' | 'widest';
  /** Images n and ofmap channels m in the buffer: any number, or divisors of N and M. */
  readonly split: 'any' | 'divisors';
}

export const spaceOf = (counting: Counting): SearchSpace =>
  counting === 'isca16' ? { strips: 'any', split: 'any' } : { strips: 'widest', split: 'divisors' };

export const chipFor = (chip: Chip, counting: Counting): Chip =>
  counting === 'isca16' ? chip : { ...chip, setsOf: placedOn(chip.array) };

/** RF accesses of psums per MAC, of `inRf` accumulations in the RF per partial sum of a PE. */
export const psumsPerMac = (counting: Counting, inRf: number) =>
  counting === 'isca16' ? 2 * (1 - 1 / inRf) : 2;
