import { DIMENSIONS, type Extents, indexOf } from './dimensions.ts';
import type { LayerShape } from './layer-shape.ts';
import { cutLoop, overflow } from './limits.ts';
import type { Machine } from './machine.ts';

/** Why a level cannot be mapped around the `tile` that it must hold at least. */
export function obstacleAt(
  machine: Machine,
  layer: LayerShape,
  level: number,
  tile: Extents,
  rest: Extents,
): string {
  const { name, loops, whole } = machine.levels[level]!;
  const allowed = loops.map(indexOf);
  const least = tile.map((size, d) =>
    whole.map(indexOf).includes(d) && allowed.includes(d) ? size * rest[d]! : size,
  );
  const cut = cutLoop(machine, layer, level, least);
  if (cut !== undefined) return cut;
  const full = overflow(machine, layer, level, least);
  if (full !== undefined) {
    return whole.length > 0 ? `${full}, and it must hold ${whole.join(', ')} whole` : full;
  }
  const stray = rest.findIndex((bound, d) => bound > 1 && !allowed.includes(d));
  return `${rest[stray]} iterations of ${DIMENSIONS[stray]} fit nowhere inside, and level ${name} may not loop over ${DIMENSIONS[stray]}`;
}
