import * as v from 'valibot';
import {
  DIMENSIONS,
  type Dimension,
  type Extents,
  indexOf,
  ONES,
  productOf,
  times,
} from './dimensions.ts';
import type { LayerShape } from './layer-shape.ts';
import { cutLoop, overflow } from './limits.ts';
import type { Machine } from './machine.ts';
import { type Tiling, tilesOf } from './tiling.ts';

/**
 * A mapping as a user writes it: per place (a level, `rows`, `columns`) its loops from outside to
 * inside, as `E8 F2 M4`. Dimensions that are not named have one iteration there.
 */
export const mappingSchema = v.record(
  v.string(),
  v.pipe(
    v.string(),
    v.regex(
      /^\s*([NGMCEFRS][1-9]\d*\s*)*$/,
      'it takes loops such as "E8 F2 M4", over N, G, M, C, E, F, R and S',
    ),
  ),
);
export type Mapping = v.InferOutput<typeof mappingSchema>;

/** The mapping's loops on a machine; a text names what is wrong with it for this layer. */
export function parseMapping(
  machine: Machine,
  layer: LayerShape,
  mapping: Mapping,
): Tiling | string {
  const { levels, rows, columns } = machine;
  const places = [...levels.map(({ name }) => name), 'rows', 'columns'];
  const stray = Object.keys(mapping).find((place) => !places.includes(place));
  if (stray !== undefined) return `there is no place "${stray}", only ${places.join(', ')}`;
  const loops = places.map((place) => loopsOf(mapping[place] ?? ''));
  const twice = loops.findIndex((list) => new Set(list.map(([d]) => d)).size < list.length);
  if (twice >= 0) return `"${places[twice]}" has two loops over one dimension`;
  const bounds = loops.map((list) =>
    list.reduce<Extents>((all, [d, bound]) => all.with(d, bound), ONES),
  );
  const tiling: Tiling = {
    temporal: bounds.slice(0, levels.length),
    orders: loops.slice(0, levels.length).map((list) => list.map(([d]) => d)),
    rows: bounds[levels.length]!,
    columns: bounds[levels.length + 1]!,
  };
  const all = bounds.reduce(times);
  const wrong = all.findIndex((bound, d) => bound !== layer.bounds[d]);
  if (wrong >= 0) {
    return `the loops over ${DIMENSIONS[wrong]} make ${all[wrong]} iterations, the layer has ${layer.bounds[wrong]}`;
  }
  for (const { name, size, dimensions } of [rows, columns]) {
    const used = name === 'rows' ? tiling.rows : tiling.columns;
    if (productOf(used) > size) return `${productOf(used)} PEs are used on ${size} ${name}`;
    const banned = used.findIndex((bound, d) => bound > 1 && !dimensions.includes(d));
    if (banned >= 0) return `${DIMENSIONS[banned]} may not be spread over the ${name}`;
  }
  return levelFault(machine, layer, tiling) ?? tiling;
}

function loopsOf(text: string): [number, number][] {
  return (text.match(/[A-Z]\d+/g) ?? []).map((loop) => [
    indexOf(loop[0] as Dimension),
    Number(loop.slice(1)),
  ]);
}

function levelFault(machine: Machine, layer: LayerShape, tiling: Tiling): string | undefined {
  for (const [level, tile] of tilesOf(machine, tiling).entries()) {
    const { name, loops } = machine.levels[level]!;
    const banned = tiling.temporal[level]!.findIndex(
      (bound, d) => bound > 1 && !loops.map(indexOf).includes(d),
    );
    if (banned >= 0) return `level ${name} may not loop over ${DIMENSIONS[banned]}`;
    const fault = overflow(machine, layer, level, tile) ?? cutLoop(machine, layer, level, tile);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
