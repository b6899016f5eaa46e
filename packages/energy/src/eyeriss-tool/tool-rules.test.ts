import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Chip } from '../eyeriss/chip.ts';
import { type Geometry, touched } from '../eyeriss/geometry.ts';
import { chooseMapping, type ToolMapping } from './choose-mapping.ts';
import { countsOf } from './counts.ts';
import { divisorsDown } from './largest-divisor.ts';
import { toolChip } from './tool-chip.ts';

/** Bounds the search for a smaller counterexample; a test must have made all its runs by then. */
fc.configureGlobal({ interruptAfterTimeLimit: 25_000, markInterruptAsFailure: true });

const range = (most: number) => Array.from({ length: most }, (_, i) => i);
const upTo = (most: number) => range(most).map((i) => i + 1);
const divides = (part: number, whole: number) => whole % part === 0;
const small = (max: number) => fc.integer({ min: 1, max });

/** Layers of filters no shorter than their stride, square or not. */
const geometries = fc
  .record({
    batch: small(4),
    groups: small(2),
    channels: small(6),
    filters: small(6),
    stride: small(3),
    longer: fc.nat(2),
    taps: small(4),
    outputRows: small(17),
    tileColumns: small(5),
  })
  .map(({ batch, groups, channels, filters, stride, longer, taps, ...output }): Geometry => {
    const rows = stride + longer;
    const inputColumns = touched(output.tileColumns, taps, stride, 1);
    return {
      batch,
      groups,
      channels,
      filters,
      rows,
      mostRows: rows,
      taps,
      mostTaps: taps,
      stride,
      dilation: 1,
      ...output,
      tiles: 1,
      columns: output.tileColumns,
      emptyWords: 0,
      tileInputColumns: inputColumns,
      inputColumns,
      weightWords: groups * channels * filters * rows * taps,
      outputWords: batch * groups * filters * output.outputRows * output.tileColumns,
      storedShare: 1,
      macsPerOutput: channels * rows * taps,
    };
  });

/** Rows of the ifmap that the ofmap rows from `first` on read, one by one. */
function rowsRead({ rows, stride, dilation }: Geometry, first: number, outputs: number) {
  const read = new Set<number>();
  for (const y of range(outputs)) {
    for (const i of range(rows)) read.add((first + y) * stride + i * dilation);
  }
  return read;
}

/** Every mapping that keeps the limits of the chip, by counting. */
function* allMappings(g: Geometry, bufferWords: number): Generator<ToolMapping> {
  const widest = Math.min(14, g.outputRows);
  const ifmapRows = range(g.outputRows + 1).map((outputs) => rowsRead(g, 0, outputs).size);
  for (const q of upTo(g.channels))
    for (const p of upTo(g.filters))
      for (const m of upTo(g.filters))
        for (const r of upTo(g.channels))
          for (const e of upTo(widest))
            for (const planes of [true, false]) {
              if (!divides(p, m) || !divides(m, g.filters) || !divides(q * r, g.channels)) continue;
              if (q * g.mostTaps > 12 || p > 24 || p * q * g.mostTaps > 224) continue;
              if (planes && e < widest) continue;
              const rows = planes ? g.outputRows : e;
              const words =
                m * rows * g.tileColumns + q * r * ifmapRows[rows]! * g.tileInputColumns;
              const strips = planes ? 1 : Math.ceil(g.outputRows / e);
              // Sets are R x e PEs of 12 x 14; several side by side only with whole planes.
              const down = Math.floor(12 / g.mostRows);
              const across = planes ? Math.floor(14 / e) : 1;
              for (const n of planes ? upTo(g.batch) : [1])
                for (const t of upTo(m / p)) {
                  if (!divides(n, g.batch) || !divides(t, m / p)) continue;
                  if (n * words > bufferWords || r > down) continue;
                  if (t <= Math.floor(down / r) * across) yield { p, q, r, t, e, n, m, strips };
                }
            }
}

/** What the rules look at, in their order: the PE, whole planes, psums, ifmap rows, images, sets. */
const rank = ({ q, p, strips, m, e, r, n, t }: ToolMapping) => [
  q,
  p,
  Number(strips === 1),
  m,
  e,
  r,
  n,
  t,
];

function isPreferred(a: ToolMapping, b: ToolMapping): boolean {
  const [first, second] = [rank(a), rank(b)];
  const at = first.findIndex((value, i) => value !== second[i]);
  return at >= 0 && first[at]! > second[at]!;
}

test('the mapping is the one that the rules prefer among all that fit', () => {
  fc.assert(
    fc.property(geometries, fc.integer({ min: 60, max: 600 }), (geometry, bufferWords) => {
      const chip: Chip = { ...toolChip, bufferWords };
      let best: ToolMapping | undefined;
      for (const mapping of allMappings(geometry, bufferWords)) {
        if (best === undefined || isPreferred(mapping, best)) best = mapping;
      }
      fc.pre(best !== undefined);
      expect(chooseMapping(geometry, chip)).toEqual(best);
    }),
    { numRuns: 150 },
  );
});

/** Any divisor of each, whatever would fit; strips of equal size. */
const mappingOf = (g: Geometry): fc.Arbitrary<ToolMapping> => {
  const divisor = (total: number) => fc.constantFrom(...divisorsDown(total));
  return fc
    .record({ q: divisor(g.channels), m: divisor(g.filters), n: divisor(g.batch) })
    .chain(({ q, m, n }) =>
      fc
        .record({
          r: divisor(g.channels / q),
          p: divisor(m),
          e: divisor(g.outputRows),
          planes: fc.boolean(),
        })
        .chain(({ r, p, e, planes }) =>
          divisor(m / p).map((t) =>
            planes
              ? { p, q, r, t, e, n, m, strips: 1 }
              : { p, q, r, t, e, n: 1, m, strips: g.outputRows / e },
          ),
        ),
    );
};

/** Walks the loops and counts every value that moves, one filter fold and strip at a time. */
function walk(g: Geometry, { p, q, r, t, e, n, m, strips }: ToolMapping) {
  const moved = { ifmap: [0, 0, 0], weight: [0, 0], ofmap: [0, 0, 0] };
  const rowsOfStrip = g.outputRows / strips;
  const columns = g.inputColumns;
  for (const _g of range(g.groups)) {
    for (const _images of range(g.batch / n)) {
      let held = new Set<number>();
      for (const strip of range(strips)) {
        const needed = rowsRead(g, strip * rowsOfStrip, rowsOfStrip);
        // Rows that the strip before has left in the buffer are not loaded again.
        const loaded = [...needed].filter((row) => !held.has(row)).length;
        held = needed;
        for (const _m of range(g.filters / m)) {
          moved.ifmap[0]! += n * g.channels * loaded * columns;
          moved.ifmap[1]! += n * g.channels * loaded * columns;
          moved.weight[0]! += m * g.channels * g.rows * g.taps;
          moved.ofmap[0]! += n * m * rowsOfStrip * g.tileColumns;
          for (const _c of range(g.channels / (q * r))) {
            const outputs = n * m * rowsOfStrip * g.tileColumns;
            // A psum is read from the buffer, goes through R r PEs and is written back.
            moved.ofmap[1]! += 2 * outputs;
            moved.ofmap[2]! += outputs * (g.rows * r + 1);
            for (const _filters of range(m / (p * t))) {
              for (const set of range(rowsOfStrip / e)) {
                const first = strip * rowsOfStrip + set * e;
                moved.ifmap[1]! += n * q * r * rowsRead(g, first, e).size * columns;
                // Every PE of every set gets one ifmap row of each of its channels.
                moved.ifmap[2]! += n * q * r * t * g.rows * e * columns;
                moved.weight[1]! += p * t * q * r * g.rows * g.taps * e;
              }
            }
          }
        }
      }
    }
  }
  return moved;
}

test('counts are those of walking the loops; between strips the halo as the tool takes it', () => {
  const cases = geometries.chain((geometry) =>
    fc.tuple(fc.constant(geometry), mappingOf(geometry)),
  );
  fc.assert(
    fc.property(cases, ([geometry, mapping]) => {
      const walked = walk(geometry, mapping);
      const { ifmap, weight, ofmap } = countsOf(geometry, mapping);
      expect([ofmap.DRAM, ofmap.buffer, ofmap.array]).toEqual(walked.ofmap);
      expect([weight.DRAM, weight.array]).toEqual(walked.weight);
      expect([ifmap.DRAM, ifmap.array]).toEqual([walked.ifmap[0], walked.ifmap[2]]);
      // Of E rows of strips the tool takes what H padded rows would need: more by H / (E U).
      const { outputRows, rows, stride } = geometry;
      const taken =
        mapping.e < outputRows ? touched(outputRows, rows, stride, 1) / (outputRows * stride) : 1;
      const read = walked.ifmap[1]! - walked.ifmap[0]!;
      expect((ifmap.buffer - ifmap.DRAM) / (read * taken)).toBeCloseTo(1, 12);
    }),
    { numRuns: 200 },
  );
});

test('divisors are all that divide, largest first', () => {
  for (const total of upTo(200)) {
    expect(divisorsDown(total)).toEqual(
      upTo(total)
        .filter((each) => divides(each, total))
        .reverse(),
    );
  }
});
