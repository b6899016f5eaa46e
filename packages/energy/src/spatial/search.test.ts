import fc from 'fast-check';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { type Architecture, architectureSchema } from './architecture.ts';
import { countTensor } from './count-tensor.ts';
import {
  DIMENSIONS,
  type Dimension,
  type Extents,
  ONES,
  productOf,
  TENSORS,
} from './dimensions.ts';
import type { LayerShape } from './layer-shape.ts';
import { overflow } from './limits.ts';
import { type Machine, machineOf } from './machine.ts';
import { PRESETS } from './presets/presets.ts';
import { searchTiling } from './search.ts';
import { tensorEnergy } from './tensor-energy.ts';
import { type Tiling, tilesOf } from './tiling.ts';

/** Bounds the search for a smaller counterexample; a test must have made all its runs by then. */
fc.configureGlobal({ interruptAfterTimeLimit: 25_000, markInterruptAsFailure: true });

const cost = fc
  .tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 }))
  .map(([read, write]) => ({ read, write }));
const some = fc.subarray([...DIMENSIONS], { minLength: 1, maxLength: 3 });
const axis = fc.record({ size: fc.integer({ min: 1, max: 4 }), loops: some });

/** A hop costs no less than a read in a PE: else it may pay not to keep psums, of which then fewer are read. */
const architectures = fc
  .record({
    buffer: fc.record({
      words: fc.integer({ min: 3, max: 40 }),
      energy: cost,
      keeps: fc.subarray([...TENSORS]),
    }),
    pad: fc.record({
      words: fc.integer({ min: 3, max: 12 }),
      energy: cost,
      keeps: fc.subarray([...TENSORS]),
      loops: some,
    }),
    array: fc.record({
      rows: axis,
      columns: axis,
      hop: fc.integer({ min: 0, max: 3 }),
      sharesHalo: fc.boolean(),
    }),
  })
  .map(
    ({ buffer, pad, array }): Architecture => ({
      name: 'tiny',
      unit: 'pJ',
      levels: [
        { name: 'DRAM', energy: { read: 50, write: 60 } },
        { name: 'buffer', ...buffer },
      ],
      array: { ...array, hop: array.hop + pad.energy.read },
      pe: [{ name: 'pad', ...pad }],
      mac: { energy: 1 },
    }),
  );

/** Those in which windows of the ifmap slide at some level, or from PE to PE. */
const sliding = fc
  .tuple(architectures, fc.boolean(), fc.boolean(), fc.boolean())
  .map(([{ levels, array, pe, ...rest }, bufferSlides, padSlides, passes]): Architecture => {
    const passesOn = passes && pe![0]!.keeps!.includes('ifmap');
    return {
      ...rest,
      levels: [levels[0]!, { ...levels[1]!, slides: bufferSlides }],
      array: { ...array!, passesOn },
      pe: [{ ...pe![0]!, slides: padSlides }],
    };
  });

const bounds = fc
  .array(fc.tuple(fc.nat(7), fc.constantFrom(2, 3)), { minLength: 1, maxLength: 4 })
  .map((factors) => factors.reduce<Extents>((all, [d, f]) => all.with(d, all[d]! * f), ONES));

const layerOf = (bounds: Extents): LayerShape => ({
  bounds,
  strides: [1, 2],
  dilations: [1, 1],
  iterations: 1,
  wordShare: { ifmap: 1, weight: 1, ofmap: 1 },
  emptyWords: 0,
  storedShare: 1,
  insideShare: 1,
});

const energyOf = (machine: Machine, layer: LayerShape, tiling: Tiling) =>
  TENSORS.reduce((sum, tensor) => {
    const tiled = { ...tiling, tiles: tilesOf(machine, tiling), spatial: pesOf(tiling) };
    return sum + tensorEnergy(machine, tensor, countTensor(machine, layer, tiled, tensor));
  }, 0);

/** Every way to cut `bound` into as many ordered factors as there are places. */
function cuts(bound: number, places: number): number[][] {
  if (places === 1) return [[bound]];
  const found: number[][] = [];
  for (let first = 1; first <= bound; first++) {
    if (bound % first !== 0) continue;
    for (const rest of cuts(bound / first, places - 1)) found.push([first, ...rest]);
  }
  return found;
}

function permutations(list: readonly number[]): number[][] {
  if (list.length < 2) return [[...list]];
  return list.flatMap((first) =>
    permutations(list.filter((other) => other !== first)).map((rest) => [first, ...rest]),
  );
}

type OrdersOf = (dimensions: readonly number[]) => number[][];

/** What docs/method/spatial.md declares: loops that one tensor does not depend on are innermost. */
const declared: OrdersOf = (dimensions) =>
  ['GNCRSEFM', 'GMCRSNEF', 'GNMEFCRS'].map((order) =>
    [...order]
      .map((letter) => DIMENSIONS.indexOf(letter as Dimension))
      .filter((d) => dimensions.includes(d)),
  );

/** Places: DRAM, buffer, rows, columns, pad. */
function* allTilings(
  machine: Machine,
  { bounds }: LayerShape,
  ordersOf: OrdersOf,
): Generator<Tiling> {
  const allowed = (place: number, d: number) =>
    place === 2
      ? machine.rows.dimensions.includes(d)
      : place === 3
        ? machine.columns.dimensions.includes(d)
        : place === 4
          ? machine.levels[2]!.loops.some((loop) => loop === DIMENSIONS[d])
          : true;
  const options = bounds.map((bound, d) =>
    cuts(bound, 5).filter((cut) => cut.every((f, place) => f === 1 || allowed(place, d))),
  );
  const choose = function* (d: number, chosen: number[][]): Generator<number[][]> {
    if (d === 8) yield chosen;
    else for (const cut of options[d]!) yield* choose(d + 1, [...chosen, cut]);
  };
  for (const chosen of choose(0, [])) {
    const at = (place: number) => chosen.map((cut) => cut[place]!);
    const used = (place: number) => at(place).flatMap((f, d) => (f > 1 ? [d] : []));
    for (const outer of ordersOf(used(0)))
      for (const inner of ordersOf(used(1)))
        yield {
          temporal: [at(0), at(1), at(4)],
          orders: [outer, inner, used(4)],
          rows: at(2),
          columns: at(3),
        };
  }
}

const fits = (machine: Machine, layer: LayerShape, tiling: Tiling) =>
  productOf(tiling.rows) <= machine.rows.size &&
  productOf(tiling.columns) <= machine.columns.size &&
  tilesOf(machine, tiling).every(
    (tile, level) => overflow(machine, layer, level, tile) === undefined,
  );

/** A mapping with one factor moved: from any loop onto the array, or from a level inwards. */
function* moved(
  { levels, rows, columns }: Machine,
  tiling: Tiling,
  onto: 'array' | 'levels',
): Generator<Tiling> {
  const pad = levels[2]!.loops.map((dimension) => DIMENSIONS.indexOf(dimension));
  for (let d = 0; d < 8; d++) {
    for (const [from, f] of [0, 1, 2].flatMap((level) => [
      [level, 2] as const,
      [level, 3] as const,
    ])) {
      const bound = tiling.temporal[from]![d]!;
      if (bound % f !== 0) continue;
      const out = tiling.temporal.with(from, tiling.temporal[from]!.with(d, bound / f));
      const into = (level: number) => out.with(level, out[level]!.with(d, out[level]![d]! * f));
      if (onto === 'array') {
        for (const axis of [rows, columns]) {
          if (!axis.dimensions.includes(d)) continue;
          const longer = tiling[axis.name].with(d, tiling[axis.name][d]! * f);
          yield { ...tiling, temporal: out, [axis.name]: longer };
        }
      } else {
        if (from === 0) yield { ...tiling, temporal: into(1) };
        if (from < 2 && pad.includes(d)) yield { ...tiling, temporal: into(2) };
      }
    }
  }
}

/** Whether a tile, with what the array adds, overflows no level from `level` outwards. */
const holds = (machine: Machine, layer: LayerShape, level: number, tile: Extents, pes: Extents) =>
  [2, 1, 0]
    .filter((outer) => outer <= level)
    .every((outer) => {
      const all = tile.map((size, d) => (level === 2 && outer < 2 ? size * pes[d]! : size));
      return overflow(machine, layer, outer, all) === undefined;
    });
const pesOf = ({ rows, columns }: Tiling) => rows.map((size, d) => size * columns[d]!);

/** Whether a level could hold more, whatever else the levels outside hold. */
const hasRoom = (machine: Machine, layer: LayerShape, tiling: Tiling) =>
  [...moved(machine, tiling, 'levels')].some((more) => {
    const [before, after] = [tilesOf(machine, tiling), tilesOf(machine, more)];
    const changed = after.findLastIndex((tile, level) => `${tile}` !== `${before[level]}`);
    return holds(machine, layer, changed, after[changed]!, pesOf(more));
  });
const hasIdlePes = (machine: Machine, layer: LayerShape, tiling: Tiling) =>
  [...moved(machine, tiling, 'array')].some(
    (more) =>
      productOf(more.rows) <= machine.rows.size &&
      productOf(more.columns) <= machine.columns.size &&
      holds(machine, layer, 1, pesOf(more), ONES),
  );

/** Least energy by counting all mappings that leave no room. */
function leastOfAll(machine: Machine, layer: LayerShape, ordersOf: OrdersOf): number {
  let least = Number.POSITIVE_INFINITY;
  for (const tiling of allTilings(machine, layer, ordersOf)) {
    if (!fits(machine, layer, tiling)) continue;
    const energy = energyOf(machine, layer, tiling);
    if (energy >= least || hasRoom(machine, layer, tiling)) continue;
    if (!hasIdlePes(machine, layer, tiling)) least = energy;
  }
  return least;
}

test.each([
  ['all mappings, in all orders,', architectures, permutations],
  ['with sliding windows, in the declared orders, of all mappings', sliding, declared],
] as const)('the search finds the least energy: %s that leave no room', (_, machines, ordersOf) => {
  fc.assert(
    fc.property(machines, bounds, (architecture, sizes) => {
      const machine = machineOf(v.parse(architectureSchema, architecture));
      const layer = layerOf(sizes);
      const least = leastOfAll(machine, layer, ordersOf);
      const found = searchTiling(machine, layer);
      if (typeof found !== 'object') throw new Error(found);
      expect(fits(machine, layer, found.tiling)).toBe(true);
      expect(found.energy).toBeCloseTo(energyOf(machine, layer, found.tiling), 9);
      expect(found.energy).toBeCloseTo(least, 9);
      expect(found.complete).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('a search that is cut off says so, and finds nothing better than one that is complete', () => {
  const machine = machineOf(v.parse(architectureSchema, PRESETS['eyeriss-isca16']));
  // AlexNet's CONV3, four images, with a row of padding.
  const layer = layerOf(bound({ N: 4, M: 384, C: 256, E: 14, F: 13, R: 3, S: 3 }));
  const whole = searchTiling(machine, layer);
  if (typeof whole !== 'object') throw new Error(whole);
  expect(whole.complete).toBe(true);
  const energies = [100, 300, 1000].map((limit) => {
    const found = searchTiling(machine, layer, limit);
    if (typeof found !== 'object') throw new Error(found);
    expect(found.complete).toBe(false);
    expect(fits(machine, layer, found.tiling)).toBe(true);
    return found.energy;
  });
  const all = [...energies, whole.energy];
  expect(all).toEqual(all.toSorted((a, b) => b - a));
  expect(searchTiling(machine, layer, 1)).toBeUndefined();
});

const bound = (sizes: Partial<Record<(typeof DIMENSIONS)[number], number>>): Extents =>
  DIMENSIONS.map((name) => sizes[name] ?? 1);
