import { DIMENSIONS, type Extents, indexOf, times } from './dimensions.ts';
import type { LayerShape } from './layer-shape.ts';
import type { Machine } from './machine.ts';
import { tileWords } from './tile-words.ts';

const grouped = (value: number) => String(value).replace(/\B(?=(\d{3})+$)/g, ' ');

/** Why a level cannot hold its tile; undefined when it can. */
export function overflow(
  { levels }: Machine,
  layer: LayerShape,
  level: number,
  tile: Extents,
): string | undefined {
  const { name, words, keeps } = levels[level]!;
  if (words === undefined) return undefined;
  const needs = keeps.map((tensor) => ({ tensor, words: tileWords(tensor, tile, layer) }));
  if (typeof words === 'number') {
    const together = needs.reduce((sum, need) => sum + need.words, 0);
    if (together <= words) return undefined;
    const each = needs.map((need) => `${need.tensor} ${grouped(need.words)}`).join(', ');
    return `the tile needs ${grouped(together)} words (${each}), level ${name} holds ${grouped(words)}`;
  }
  const most = needs.find((need) => need.words > words[need.tensor]!);
  if (most === undefined) return undefined;
  return `the ${most.tensor} tile needs ${grouped(most.words)} words, level ${name} holds ${grouped(words[most.tensor]!)}`;
}

/** Whether a level and those outside it can hold a tile; `spatial` is what the array adds to it. */
export function fitsFrom(
  machine: Machine,
  layer: LayerShape,
  level: number,
  tile: Extents,
  spatial: Extents,
): boolean {
  for (let outer = level; outer >= 0; outer--) {
    const held = level >= machine.shared && outer < machine.shared ? times(tile, spatial) : tile;
    if (overflow(machine, layer, outer, held) !== undefined) return false;
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
