import { type Extents, ONES, times } from './dimensions.ts';
import type { Machine } from './machine.ts';

/** A mapping: how the loops of a layer are cut over levels and PEs. */
export interface Tiling {
  /** Per level, outermost first: bounds of the loops that step through what the level holds. */
  readonly temporal: readonly Extents[];
  /** Per level: the order of these loops, from outside to inside. */
  readonly orders: readonly (readonly number[])[];
  /** Loops that run at once, over the rows and the columns of the array. */
  readonly rows: Extents;
  readonly columns: Extents;
}

/** What each level holds at once, per dimension; inside the array, what one PE holds. */
export function tilesOf({ levels, shared }: Machine, tiling: Tiling): Extents[] {
  const tiles: Extents[] = [];
  let tile = ONES;
  for (let level = levels.length - 1; level >= 0; level--) {
    if (level === shared - 1) tile = times(tile, times(tiling.rows, tiling.columns));
    tile = times(tile, tiling.temporal[level]!);
    tiles[level] = tile;
  }
  return tiles;
}
