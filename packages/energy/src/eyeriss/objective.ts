import type { Workload } from '@picojoule/spec';
import { denseMacs, insideShare } from '../effectual-macs.ts';
import { movedShare, type ZeroHandling } from './coding.ts';
import type { Counting } from './counting.ts';
import { geometryOf } from './geometry.ts';

/**
 * What a search makes least: the energy of accesses above the register file and of psums in it, each
 * times a share. Weights, and psums above the RF, count in full; all else costs the same in any mapping.
 */
export interface Objective {
  readonly ifmap: Readonly<Record<'DRAM' | 'buffer' | 'array', number>>;
  /** Of the psum accesses in the RF that the padded layer's MACs make. */
  readonly psumsInRf: number;
}

/** The energy above the register file, padding moved like any value. */
export const ABOVE_RF: Objective = { ifmap: { DRAM: 1, buffer: 1, array: 1 }, psumsInRf: 0 };

/** Bits that dense energies are compared at. */
const BITS = 16;

/** All energy of the dense layer at 16 bits, less what its padding saves: as it is priced. */
export function totalObjective(
  workload: Workload,
  counting: Counting,
  zeros: ZeroHandling,
): Objective {
  const { storedShare, outputWords, macsPerOutput } = geometryOf(workload);
  const share = (level: keyof Objective['ifmap']) =>
    movedShare(zeros, 'ifmap', level, storedShare, BITS);
  const done = denseMacs(workload) * (zeros.skip === true ? insideShare(workload) : 1);
  return {
    ifmap: { DRAM: share('DRAM'), buffer: share('buffer'), array: share('array') },
    // nn-dataflow makes the same number of accesses per MAC in any mapping.
    psumsInRf: counting === 'isca16' ? done / (outputWords * macsPerOutput) : 0,
  };
}
