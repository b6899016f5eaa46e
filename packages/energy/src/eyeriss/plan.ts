import type { Workload } from '@picojoule/spec';
import { checkShape } from '../check-workload.ts';
import { insideShare } from '../effectual-macs.ts';
import { unmappable } from '../errors.ts';
import { rememberByShape } from '../remember-by-shape.ts';
import { type Accesses, accessesOf } from './accesses.ts';
import type { Chip } from './chip.ts';
import type { Costs } from './costs.ts';
import { geometryOf } from './geometry.ts';
import type { Mapping } from './mapping.ts';
import { type Reuse, reuseOf } from './reuse.ts';
import { searchMapping } from './search.ts';

/** All that an estimate needs to know of a shape: everything but densities and bit widths. */
export interface Plan {
  readonly mapping: Mapping;
  readonly reuse: Reuse;
  readonly ifmap: Accesses;
  readonly weight: Accesses;
  readonly ofmap: Accesses;
  /** RF accesses of psums per MAC. */
  readonly psumPerMac: number;
  /** Share of stored values in the padded ifmap. */
  readonly storedShare: number;
  /** Share of MACs whose ifmap operand is not padding. */
  readonly insideShare: number;
}

/**
 * Maps a layer pass onto a chip, for its shape and batch alone.
 *
 * @throws PicojouleError `ENERGY_WORKLOAD`, `ENERGY_UNMAPPABLE`.
 */
export function planOf(workload: Workload, chip: Chip, costs: Costs): Plan {
  checkShape(workload);
  const geometry = geometryOf(workload, chip);
  const mapping = searchMapping(geometry, chip, costs);
  if (mapping === undefined) {
    const words = geometry.tileColumns + geometry.mostRows * geometry.tileInputColumns;
    throw unmappable(
      workload,
      chip.name,
      `one row of psums and ${geometry.mostRows} rows of ifmap are ${words} words, ` +
        `the buffer holds ${chip.bufferWords}`,
    );
  }
  const reuse = reuseOf(geometry, mapping);
  return {
    mapping,
    reuse,
    ...accessesOf(reuse),
    psumPerMac: 2 * (1 - 1 / reuse.psum.d),
    storedShare: geometry.storedShare,
    insideShare: insideShare(workload),
  };
}

/** As `planOf`, remembered by shape. */
export const planner = (chip: Chip, costs: Costs): ((workload: Workload) => Plan) =>
  rememberByShape((workload) => planOf(workload, chip, costs));
