import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accessesOf } from './accesses.ts';
import { type Chip, placedOn } from './chip.ts';
import type { SearchSpace } from './counting.ts';
import { type Geometry, touched } from './geometry.ts';
import type { Mapping } from './mapping.ts';
import { reuseOf } from './reuse.ts';
import { leastPerQuotient, searchMapping } from './search.ts';

/** Bounds the search for a smaller counterexample too. */
fc.configureGlobal({ interruptAfterTimeLimit: 10_000 });

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
});

const chips = fc
  .tuple(fc.constantFrom(tiny, tinyPlaced), fc.integer({ min: 8, max: 400 }))
  .map(([make, bufferWords]) => make(bufferWords));

const spaces = fc.record<SearchSpace>({
  strips: fc.constantFrom('any', 'widest'),
  split: fc.constantFrom('any', 'divisors'),
});

/** Energy above the register file, by the access formulas on the reuse splits. */
function energyOf(geometry: Geometry, mapping: Mapping): number {
  const { ifmap, ofmap, weight } = accessesOf(reuseOf(geometry, mapping));
  return [ifmap, ofmap, weight].reduce(
    (sum, { DRAM, buffer, array }) =>
      sum + costs.DRAM * DRAM + costs.buffer * buffer + costs.array * array,
    0,
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

const geometries = fc
  .record({
    batch: fc.integer({ min: 1, max: 4 }),
    groups: fc.integer({ min: 1, max: 2 }),
    channels: fc.integer({ min: 1, max: 6 }),
    filters: fc.integer({ min: 1, max: 7 }),
    kernel: fc.integer({ min: 1, max: 4 }),
    outputRows: fc.integer({ min: 1, max: 6 }),
    stride: fc.integer({ min: 1, max: 3 }),
    dilation: fc.integer({ min: 1, max: 2 }),
  })
  .map(({ batch, groups, channels, filters, kernel, outputRows, stride, dilation }): Geometry => {
    const columns = touched(outputRows, kernel, stride, dilation);
    return {
      batch,
      groups,
      channels,
      filters,
      rows: kernel,
      mostRows: kernel,
      taps: kernel,
      mostTaps: kernel,
      stride,
      dilation,
      outputRows,
      tileColumns: outputRows,
      tiles: 1,
      tileInputColumns: columns,
      inputColumns: columns,
      weightWords: groups * channels * filters * kernel ** 2,
      outputWords: batch * groups * filters * outputRows ** 2,
      storedShare: 1,
      macsPerOutput: channels * kernel ** 2,
    };
  });

test('the search finds the least energy that brute force finds, and says so when nothing fits', () => {
  fc.assert(
    fc.property(geometries, chips, spaces, (geometry, chip, space) => {
      let least = Number.POSITIVE_INFINITY;
      for (const mapping of allMappings(geometry, chip, space)) {
        least = Math.min(least, energyOf(geometry, mapping));
      }
      const found = searchMapping(geometry, chip, costs, space);
      if (least === Number.POSITIVE_INFINITY) expect(found).toBeUndefined();
      else expect(energyOf(geometry, found!) / least).toBeCloseTo(1, 12);
    }),
    { numRuns: 400 },
  );
});

test('every MAC reads its input and weight once, and every product is accumulated once', () => {
  fc.assert(
    fc.property(geometries, (geometry) => {
      const mapping = searchMapping(geometry, tiny(1000), costs)!;
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
