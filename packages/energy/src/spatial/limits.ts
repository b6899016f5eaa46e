import { DIMENSIONS, type Extents, indexOf, times } from './dimensions.ts';
import type { LayerShape } from './layer-shape.ts';
import type { Machine } from './machine.ts';
import { tileWords } from './tile-words.ts';

const grouped = (value: number) => String(value).replace(/\B(?=(\d{3})+$)/g, ' ');

/** Whether a level can hold its tile. */
function holds({ levels }: Machine, layer: LayerShape, level: number, tile: Extents): boolean {
  const { words, keeps } = levels[level]!;
  if (words === undefined) return true;
  let together = 0;
  for (const tensor of keeps) {
    const needs = tileWords(tensor, tile, layer);
    if (typeof words === 'object' && needs > words[tensor]!) return false;
    together += needs;
  }
  return typeof words === 'object' || together <= words;
}

/** Why a level cannot hold its tile; undefined when it can. */
export function overflow(
  machine: Machine,
  layer: LayerShape,
  level: number,
  tile: Extents,
): string | undefined {
  if (holds(machine, layer, level, tile)) return undefined;
  const { name, words, keeps } = machine.levels[level]!;
  const needs = keeps.map((tensor) => ({ tensor, words: tileWords(tensor, tile, layer) }));
  if (typeof words === 'object') {
    const most = needs.find((need) => need.words > words[need.tensor]!)!;
    return `the ${most.tensor} tile needs ${grouped(most.words)} words, level ${name} holds ${grouped(words[most.tensor]!)}`;
  }
  const together = needs.reduce((sum, need) => sum + need.words, 0);
  const each = needs.map((need) => `${need.tensor} ${grouped(need.words)}`).join(', ');
  return `the tile needs ${grouped(together)} words (${each}), level ${name} holds ${grouped(words!)}`;
}

/** Whether a level and those outside it can hold a tile; `spatial` is what the array adds to it. */
export function fitsFrom(
  machine: Machine,
  layer: LayerShape,
  level: number,
  tile: Extents,
  spatial: Extents,
): boolean {
  let held = tile;
  for (let outer = level; outer >= 0; outer--) {
    if (outer === machine.shared - 1 && level > outer) held = times(tile, spatial);
    if (!holds(machine, layer, outer, held)) return false;
  }
  return true;
}

/** Which loop that a level must hold whole is cut outside it; undefined when none is. */
export function cutLoop(
  { levels }: Machine,
  { bounds }: LayerShape,
  level: number,
  tile: Extents,
): string | undefined {
  const { name, whole } = levels[level]!;
  const cut = whole.map(indexOf).find((d) => tile[d] !== bounds[d]);
  if (cut === undefined) return undefined;
  return `level ${name} must hold ${DIMENSIONS[cut]} whole, and of its ${bounds[cut]} iterations only ${tile[cut]} are placed at or inside it`;
}
