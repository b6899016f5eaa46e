import type { EnergyDataType } from '@picojoule/spec';
import type { Reuse } from './reuse.ts';

export type DataLevel = 'DRAM' | 'buffer' | 'array' | 'RF';

/** 16-bit accesses of one data type per level, dense. */
export type Accesses = Readonly<Record<DataLevel, number>>;

/**
 * Dense accesses of a layer, from its reuse splits (ISCA 2016, section VI-A): a term is dropped where
 * the level gives no reuse, as the buffer for filters. `ofmap` holds the psums, and in DRAM ofmap values
 * that are zero for want of taps.
 */
export function accessesOf(
  { input, filter, psum }: Reuse,
  emptyWords = 0,
): Readonly<Record<Exclude<EnergyDataType, 'computation'>, Accesses>> {
  return {
    ifmap: {
      DRAM: input.values * input.a,
      buffer: input.values * input.a * input.b,
      array: input.values * input.a * input.b * input.c,
      RF: input.values * input.a * input.b * input.c * input.d,
    },
    ofmap: {
      DRAM: psum.values * (2 * psum.a - 1) + emptyWords,
      buffer: psum.values * 2 * psum.a * (psum.b - 1),
      array: psum.values * psum.a * psum.b * (psum.c - 1),
      RF: psum.values * 2 * psum.a * psum.b * psum.c * (psum.d - 1),
    },
    weight: {
      DRAM: filter.values * filter.a,
      buffer: 0,
      array: filter.values * filter.a * filter.c,
      RF: filter.values * filter.a * filter.c * filter.d,
    },
  };
}
