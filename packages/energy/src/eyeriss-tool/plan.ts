import type { Workload } from '@picojoule/spec';
import { checkShape } from '../check-workload.ts';
import { insideShare } from '../effectual-macs.ts';
import { type Geometry, geometryOf, touched } from '../eyeriss/geometry.ts';
import { rememberByShape } from '../remember-by-shape.ts';
import { stretchOf } from '../stretch.ts';
import { chooseMapping, type ToolMapping } from './choose-mapping.ts';
import { type Counts, countsOf } from './counts.ts';
import { toolChip } from './tool-chip.ts';

/** All that an estimate needs to know of a shape: everything but densities and bit widths. */
export interface Plan {
  readonly geometry: Geometry;
  readonly mapping: ToolMapping;
  readonly counts: Counts;
  /** Share of stored values in the padded ifmap. */
  readonly storedShare: number;
  /** Share of the dense MACs whose ifmap operand counts as a stored value and not as padding. */
  readonly productShare: number;
}

/**
 * Maps a layer pass by the tool's rules, for its shape and batch alone.
 *
 * @throws PicojouleError `ENERGY_WORKLOAD`.
 */
function planOf(workload: Workload): Plan {
  checkShape(workload);
  const geometry = fewestTiles(workload);
  const mapping = chooseMapping(geometry, toolChip);
  const { storedShare } = geometry;
  // Where zeros are inserted, `macs` leaves them out already, and only what is cut off is left.
  const inserted = stretchOf(workload).some((by) => by > 1);
  return {
    geometry,
    mapping,
    counts: countsOf(geometry, mapping),
    storedShare,
    productShare: inserted ? insideShare(workload) : storedShare,
  };
}

/** In the fewest tiles of columns of which one row of psums and the ifmap rows it needs fit the buffer. */
function fewestTiles(workload: Workload): Geometry {
  const { columns } = geometryOf(workload);
  for (let tiles = 1; ; tiles++) {
    const tile = geometryOf(workload, Math.ceil(columns / tiles));
    const rows = touched(1, tile.mostRows, tile.stride, tile.dilation);
    const words = tile.tileColumns + rows * tile.tileInputColumns;
    if (words <= toolChip.bufferWords || tiles === columns) return tile;
  }
}

/** Plans, remembered by shape. */
export const planner = (): ((workload: Workload) => Plan) => rememberByShape(planOf);
