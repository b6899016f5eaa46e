import type { Workload } from '@picojoule/spec';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainConv } from '../published/plain-conv.ts';
import { accessesOf } from './accesses.ts';
import { type Chip, placedOn } from './chip.ts';
import type { ZeroHandling } from './coding.ts';
import { type SearchSpace, spaceOf } from './counting.ts';
import { cyclesOf } from './cycles.ts';
import { type Geometry, geometryOf, touched } from './geometry.ts';
import { mapLayer } from './map-layer.ts';
import type { Mapping } from './mapping.ts';
import { ABOVE_RF, type Objective } from './objective.ts';
import { type Planning, planOf } from './plan.ts';
import { pricer } from './price.ts';
import { reuseOf } from './reuse.ts';
import { leastPerQuotient, type Search } from './search.ts';

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
});

const share = fc.double({ min: 0.05, max: 1, noNaN: true });
const objectives = fc.oneof(
  fc.constant(ABOVE_RF),
  fc.record<Objective>({
    ifmap: fc.record({ DRAM: share, buffer: share, array: share }),
    psumsInRf: share,
  }),
);

/** The objective, by the access formulas on the reuse splits. */
function energyOf(geometry: Geometry, mapping: Mapping, objective: Objective): number {
  const { ifmap, ofmap, weight } = accessesOf(reuseOf(geometry, mapping));
  let energy = costs.RF * ofmap.RF * objective.psumsInRf;
  for (const level of ['DRAM', 'buffer', 'array'] as const) {
    const words = ifmap[level] * objective.ifmap[level] + ofmap[level] + weight[level];
    energy += costs[level] * words;
  }
  return energy;
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
function bestOfAll(
  layer: Workload,
  { chip, space }: Pick<Search, 'chip' | 'space'>,
  energyOf: (geometry: Geometry, mapping: Mapping) => number,
) {
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
      const energy = energyOf(geometry, mapping);
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
    fc.property(layers, chips, spaces, objectives, (layer, chip, space, objective) => {
      const of = (geometry: Geometry, mapping: Mapping) => energyOf(geometry, mapping, objective);
      const best = bestOfAll(layer, { chip, space }, of);
      const found = mapLayer(layer, { chip, costs, space, objective });
      if (best.energy === Number.POSITIVE_INFINITY) {
        expect(found).toBeUndefined();
        return;
      }
      const { geometry, mapping } = found!;
      expect(of(geometry, mapping) / best.energy).toBeCloseTo(1, 8);
      expect(cyclesOf(geometry, mapping, chip) / best.cycles).toBeCloseTo(1, 8);
    }),
    { numRuns: 400 },
  );
});

/** Layers of which padding is up to most of the map, such as 3 x 3 with a pad of 1 on 4 x 4. */
const padded = fc
  .record({
    layer: layers,
    size: fc.integer({ min: 1, max: 5 }),
    kernel: fc.integer({ min: 2, max: 5 }),
    pad: fc.integer({ min: 1, max: 4 }),
  })
  .filter(({ size, kernel, pad }) => pad < kernel && size + 2 * pad >= kernel)
  .map(({ layer, size, kernel, pad }): Workload => {
    const output = Math.floor((size + 2 * pad - kernel) / layer.strides[0]) + 1;
    const { batch, inputChannels, outputChannels, groups } = layer;
    return {
      ...layer,
      input: [size, size],
      kernel: [kernel, kernel],
      dilations: [1, 1],
      output: [output, output],
      pads: [pad, pad, pad, pad],
      macs: (batch * inputChannels * outputChannels * (output * kernel) ** 2) / groups,
    };
  });

const handlings: fc.Arbitrary<ZeroHandling> = fc.record({
  skip: fc.constantFrom(true, false, 'ifmap' as const),
  coding: fc.constantFrom('significance-map', 'run-length', 'none'),
});

test('of padded layers too, no mapping of the space is priced below the one of the least total', () => {
  fc.assert(
    fc.property(padded, chips, handlings, (layer, chip, zeros) => {
      const planning: Planning = { chip, costs, counting: 'isca16', minimise: 'total', zeros };
      const prices = pricer(costs, zeros);
      const priced = (given?: Mapping) =>
        prices
          .ofLayer(layer, planOf(layer, planning, given))
          .reduce((sum, { energy }) => sum + energy, 0);
      const space = spaceOf('isca16');
      const least = bestOfAll(
        layer,
        { chip, space },
        ({ tileColumns, channels, filters }, mapping) => {
          // What a given mapping may not ask for has no effect.
          const r = Math.min(mapping.r, Math.ceil(channels / mapping.q));
          const t = Math.min(mapping.t, Math.ceil(filters / mapping.p));
          return priced({ ...mapping, r, t, f: tileColumns });
        },
      );
      fc.pre(Number.isFinite(least.energy));
      expect(priced() / least.energy).toBeCloseTo(1, 8);
    }),
    { numRuns: 60 },
  );
});

test('every MAC reads its input and weight once, and every product is accumulated once', () => {
  fc.assert(
    fc.property(layers, spaces, objectives, (layer, space, objective) => {
      const search = { chip: tiny(1000), costs, space, objective };
      const { geometry, mapping } = mapLayer(layer, search)!;
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
