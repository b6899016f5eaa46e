import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accessesOf } from './accesses.ts';
import type { Chip } from './chip.ts';
import { type Geometry, touched } from './geometry.ts';
import type { Mapping } from './mapping.ts';
import { reuseOf } from './reuse.ts';
import { leastPerQuotient, searchMapping } from './search.ts';

/** Bounds the search for a smaller counterexample too. */
fc.configureGlobal({ interruptAfterTimeLimit: 10_000 });

const costs = { DRAM: 200, buffer: 6, array: 2, RF: 1, MAC: 1 };

/** A chip so small that every limit binds on layers that brute force can handle. */
const tiny = (bufferWords: number): Chip => ({
  name: 'tiny',
  bufferWords,
  setsOf: (rows, columns) => Math.floor(12 / (rows * columns)),
  filtersPerPe: (channels, width) =>
    Math.max(0, Math.floor((24 - channels * width) / (channels * width + 1))),
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

/** Every mapping there is, by counting. */
function* allMappings(geometry: Geometry, chip: Chip): Generator<Mapping> {
  const { channels, filters, outputRows, batch } = geometry;
  for (let q = 1; q <= channels; q++)
    for (let p = 1; p <= Math.min(filters, chip.filtersPerPe(q, geometry.mostTaps)); p++)
      for (let e = 1; e <= outputRows; e++)
        for (let r = 1; r <= chip.setsOf(geometry.mostRows, e); r++)
          for (let t = 1; r * t <= chip.setsOf(geometry.mostRows, e); t++)
            for (let n = 1; n <= batch; n++)
              for (let m = 1; m <= filters; m++) {
                const rows = touched(e, geometry.mostRows, geometry.stride, geometry.dilation);
                const words =
                  n * (m * e * geometry.tileColumns + q * r * rows * geometry.tileInputColumns);
                if (words <= chip.bufferWords) yield { p, q, r, t, e, n, m };
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
  })
  .map(({ batch, groups, channels, filters, kernel, outputRows, stride }): Geometry => {
    const columns = touched(outputRows, kernel, stride, 1);
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
      dilation: 1,
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
    fc.property(geometries, fc.integer({ min: 8, max: 400 }), (geometry, bufferWords) => {
      const chip = tiny(bufferWords);
      let least = Number.POSITIVE_INFINITY;
      for (const mapping of allMappings(geometry, chip)) {
        least = Math.min(least, energyOf(geometry, mapping));
      }
      const found = searchMapping(geometry, chip, costs);
      if (least === Number.POSITIVE_INFINITY) expect(found).toBeUndefined();
      else expect(energyOf(geometry, found!) / least).toBeCloseTo(1, 12);
    }),
    { numRuns: 150 },
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
