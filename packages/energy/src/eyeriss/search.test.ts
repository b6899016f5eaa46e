import type { Workload } from '@picojoule/spec';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainConv } from '../published/plain-conv.ts';
import { accessesOf } from './accesses.ts';
import { type Chip, placedOn } from './chip.ts';
import type { SearchSpace } from './counting.ts';
import { cyclesOf } from './cycles.ts';
import { type Geometry, geometryOf, touched } from './geometry.ts';
import { mapLayer } from './map-layer.ts';
import type { Mapping } from './mapping.ts';
import { reuseOf } from './reuse.ts';
import { leastPerQuotient } from './search.ts';

/** Bounds the search for a smaller counterexample; a test must have made all its runs by then. */
fc.configureGlobal({ interruptAfterTimeLimit: 25_000, markInterruptAsFailure: true });

const costs = { DRAM: 200, buffer: 6, array: 2, RF: 1, MAC: 1 };

/** Chips so small that every limit binds on layers that brute force can handle. */
const tiny = (bufferWords: number): Chip => ({
  name: 'tiny',
  array: [3, 4],
  bufferWords,
  setsOf: (rows, columns) => Math.floor(12 / (rows * columns)),
  filtersPerPe: (channels, width) =>
    Math.max(0, Math.floor((24 - channels * width) / (channels * width + 1))),
  storesOf: (p, q, S) => [{ store: 'RF', needs: p * q * S + q * S + p, holds: 24 }],
});

/** As the fabricated chip: pads of their own, sets placed and cut into segments. */
const tinyPlaced = (bufferWords: number): Chip => ({
  name: 'tiny, placed',
  array: [8, 3],
  bufferWords,
  setsOf: placedOn([8, 3]),
  filtersPerPe: (channels, width) =>
    channels * width > 6 ? 0 : Math.min(4, Math.floor(16 / (channels * width))),
  storesOf: (p, q, S) => [
    { store: 'filter', needs: p * q * S, holds: 16 },
    { store: 'ifmap', needs: q * S, holds: 6 },
    { store: 'psum', needs: p, holds: 4 },
  ],
  buses: { filter: 2, ifmap: 1, psum: 1 },
});

const chips = fc
  .tuple(fc.constantFrom(tiny, tinyPlaced), fc.integer({ min: 8, max: 400 }))
  .map(([make, bufferWords]) => make(bufferWords));

const spaces = fc.record<SearchSpace>({
  strips: fc.constantFrom('any', 'widest'),
  split: fc.constantFrom('any', 'divisors'),
  registers: fc.boolean(),
});

/** Energy above the register file, or with its psums, by the access formulas on the reuse splits. */
function energyOf(geometry: Geometry, mapping: Mapping, { registers }: SearchSpace): number {
  const { ifmap, ofmap, weight } = accessesOf(reuseOf(geometry, mapping));
  const inRf = registers ? costs.RF * ofmap.RF : 0;
  return (
    inRf +
    [ifmap, ofmap, weight].reduce(
      (sum, { DRAM, buffer, array }) =>
        sum + costs.DRAM * DRAM + costs.buffer * buffer + costs.array * array,
      0,
    )
  );
}

/** Every mapping of the space, by counting; stores are asked for each, not their formulas. */
function* allMappings(geometry: Geometry, chip: Chip, space: SearchSpace): Generator<Mapping> {
  const { channels, filters, outputRows, batch, mostRows, mostTaps } = geometry;
  const fits = (p: number, q: number) =>
    chip.storesOf(p, q, mostTaps).every(({ needs, holds }) => needs <= holds);
  const upTo = (most: number) => Array.from({ length: most }, (_, i) => i + 1);
  const wordsOf = ({ e, n, m, q, r }: Pick<Mapping, 'e' | 'n' | 'm' | 'q' | 'r'>) => {
    const rows = touched(e, mostRows, geometry.stride, geometry.dilation);
    return n * (m * e * geometry.tileColumns + q * r * rows * geometry.tileInputColumns);
  };
  const placed = upTo(outputRows).filter(
    (e) =>
      chip.setsOf(mostRows, e) > 0 && wordsOf({ e, n: 1, m: 1, q: 1, r: 1 }) <= chip.bufferWords,
  );
  const fewestStrips = Math.min(...placed.map((e) => Math.ceil(outputRows / e)));
  const divides = (part: number, whole: number) => space.split === 'any' || whole % part === 0;
  for (const q of upTo(channels))
    for (const p of upTo(filters).filter((count) => fits(count, q)))
      for (const e of placed) {
        if (space.strips === 'widest' && Math.ceil(outputRows / e) > fewestStrips) continue;
        const sets = chip.setsOf(mostRows, e);
        for (const r of upTo(sets))
          for (let t = 1; r * t <= sets; t++)
            for (const n of upTo(batch).filter((count) => divides(count, batch)))
              for (const m of upTo(filters).filter((count) => divides(count, filters))) {
                const words = wordsOf({ e, n, m, q, r });
                if (words <= chip.bufferWords) yield { p, q, r, t, e, n, m };
              }
      }
}

const layers = fc
  .record({
    batch: fc.integer({ min: 1, max: 4 }),
    groups: fc.integer({ min: 1, max: 2 }),
    channels: fc.integer({ min: 1, max: 6 }),
    filters: fc.integer({ min: 1, max: 6 }),
    kernel: fc.integer({ min: 1, max: 4 }),
    rows: fc.integer({ min: 1, max: 6 }),
    columns: fc.integer({ min: 1, max: 6 }),
    stride: fc.integer({ min: 1, max: 3 }),
    dilation: fc.integer({ min: 1, max: 2 }),
  })
  .map(
    ({ batch, groups, channels, filters, kernel, rows, columns, stride, dilation }): Workload => {
      const along = (outputs: number) => (outputs - 1) * stride + (kernel - 1) * dilation + 1;
      return {
        ...plainConv('layer', { N: batch, E: rows, F: columns, R: kernel, S: kernel }),
        groups,
        inputChannels: groups * channels,
        outputChannels: groups * filters,
        input: [along(rows), along(columns)],
        strides: [stride, stride],
        dilations: [dilation, dilation],
      };
    },
  );

/** Least energy of all mappings of all tiles, and of those the fewest cycles. */
function bestOfAll(layer: Workload, chip: Chip, space: SearchSpace) {
  let least = Number.POSITIVE_INFINITY;
  const all: { energy: number; cycles: number }[] = [];
  const widths = Array.from({ length: layer.output[1] }, (_, i) => layer.output[1] - i);
  for (const geometry of widths.map((f) => geometryOf(layer, f))) {
    if (space.strips === 'widest') {
      // The fewest tiles that fit, all as narrow as that many may be.
      const narrowest = Math.ceil(geometry.columns / geometry.tiles) === geometry.tileColumns;
      if (all.length > 0 || !narrowest) continue;
    }
    for (const mapping of allMappings(geometry, chip, space)) {
      const energy = energyOf(geometry, mapping, space);
      if (energy > least * (1 + 1e-9)) continue;
      least = Math.min(least, energy);
      all.push({ energy, cycles: cyclesOf(geometry, mapping, chip) });
    }
  }
  const best = all.filter(({ energy }) => energy <= least * (1 + 1e-9));
  return { energy: least, cycles: Math.min(...best.map(({ cycles }) => cycles)) };
}

test('the search finds the least energy that brute force finds, in the fewest cycles, and says so when nothing fits', () => {
  fc.assert(
    fc.property(layers, chips, spaces, (layer, chip, space) => {
      const best = bestOfAll(layer, chip, space);
      const found = mapLayer(layer, chip, costs, space);
      if (best.energy === Number.POSITIVE_INFINITY) {
        expect(found).toBeUndefined();
        return;
      }
      const { geometry, mapping } = found!;
      expect(energyOf(geometry, mapping, space) / best.energy).toBeCloseTo(1, 8);
      expect(cyclesOf(geometry, mapping, chip) / best.cycles).toBeCloseTo(1, 8);
    }),
    { numRuns: 400 },
  );
});

test('every MAC reads its input and weight once, and every product is accumulated once', () => {
  fc.assert(
    fc.property(layers, spaces, (layer, space) => {
      const { geometry, mapping } = mapLayer(layer, tiny(1000), costs, space)!;
      const { input, filter, psum } = reuseOf(geometry, mapping);
      const macs = geometry.outputWords * geometry.macsPerOutput;
      for (const { values, a, b, c, d } of [input, filter, psum]) {
        expect((values * a * b * c * d) / macs).toBeCloseTo(1, 12);
      }
      const { b, c, d } = psum;
      const accumulations = b - 1 + b * (c - 1) + b * c * (d - 1);
      expect(accumulations).toBeCloseTo(geometry.macsPerOutput - 1, 9);
    }),
  );
});

test('of all x with one quotient, the least is kept', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), (total) => {
      const quotients = new Map<number, number>();
      for (let x = total; x >= 1; x--) quotients.set(Math.ceil(total / x), x);
      expect(leastPerQuotient(total, total)).toEqual([...quotients.values()].reverse());
    }),
  );
});
