import type { Workload } from '@picojoule/spec';
import { checkShape } from '../check-workload.ts';
import { insideShare } from '../effectual-macs.ts';
import { unmappable } from '../errors.ts';
import { rememberByShape } from '../remember-by-shape.ts';
import { type Accesses, accessesOf } from './accesses.ts';
import { checkMapping } from './check-mapping.ts';
import type { Chip } from './chip.ts';
import type { ZeroHandling } from './coding.ts';
import type { Costs } from './costs.ts';
import { type Counting, chipFor, psumsPerMac, spaceOf } from './counting.ts';
import { type Geometry, geometryOf } from './geometry.ts';
import { mapLayer } from './map-layer.ts';
import type { Mapping } from './mapping.ts';
import { ABOVE_RF, totalObjective } from './objective.ts';
import { type Reuse, reuseOf } from './reuse.ts';

/** All that an estimate needs to know of a shape: everything but densities and bit widths. */
export interface Plan {
  readonly geometry: Geometry;
  readonly mapping: Mapping;
  /** How the mapping was found. */
  readonly origin: 'given' | 'least energy';
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

/** What plans are made for. */
export interface Planning {
  readonly chip: Chip;
  readonly costs: Costs;
  readonly counting: Counting;
  /** Which energy a search makes least. */
  readonly minimise: 'above-rf' | 'total';
  readonly zeros: ZeroHandling;
}

/**
 * Maps a layer pass onto a chip, as given or, without `given`, by search for its shape and batch alone.
 *
 * @throws PicojouleError `ENERGY_WORKLOAD`, `ENERGY_UNMAPPABLE`, `ENERGY_MAPPING`.
 */
export function planOf(workload: Workload, planning: Planning, given?: Mapping): Plan {
  checkShape(workload);
  const { costs, counting } = planning;
  const chip = chipFor(planning.chip, counting);
  const mapped =
    given === undefined
      ? mapLayer(workload, {
          chip,
          costs,
          space: spaceOf(counting),
          objective: objectiveOf(workload, planning),
        })
      : { geometry: geometryOf(workload, given.f), mapping: given };
  if (mapped === undefined) {
    const { mostRows, tileInputColumns } = geometryOf(workload, 1);
    throw unmappable(
      workload,
      { option: 'chip', name: chip.name },
      `one psum and the ifmap under ${mostRows} rows of a filter are ` +
        `${1 + mostRows * tileInputColumns} words, the buffer holds ${chip.bufferWords}`,
    );
  }
  const { geometry, mapping } = mapped;
  if (given !== undefined) checkMapping(workload, geometry, chip, given);
  const reuse = reuseOf(geometry, mapping);
  return {
    geometry,
    mapping,
    origin: given === undefined ? 'least energy' : 'given',
    reuse,
    ...accessesOf(reuse, geometry.emptyWords),
    psumPerMac: psumsPerMac(counting, reuse.psum.d),
    storedShare: geometry.storedShare,
    insideShare: insideShare(workload),
  };
}

const objectiveOf = (workload: Workload, { minimise, counting, zeros }: Planning) =>
  minimise === 'total' ? totalObjective(workload, counting, zeros) : ABOVE_RF;

export type GivenMappings = (workload: Workload) => Mapping | undefined;

/** As `planOf`; what was searched is remembered by shape. */
export function planner(planning: Planning, givenTo: GivenMappings): (workload: Workload) => Plan {
  const searched = rememberByShape((workload) => planOf(workload, planning));
  return (workload) => {
    const given = givenTo(workload);
    return given === undefined ? searched(workload) : planOf(workload, planning, given);
  };
}
