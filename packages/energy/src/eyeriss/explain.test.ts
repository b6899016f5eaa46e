import { PicojouleError, type Workload } from '@picojoule/spec';
import { workloadArbitrary } from '@picojoule/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alexNet } from '../published/alexnet.ts';
import { eyeriss } from './eyeriss.ts';

/** Bounds the search for a smaller counterexample; a test must have made all its runs by then. */
fc.configureGlobal({ interruptAfterTimeLimit: 25_000, markInterruptAsFailure: true });

const models = [
  ['eyeriss()', eyeriss()],
  [
    'the chip, gated by the ifmap and run-length coded, with data layers',
    eyeriss({ chip: 'jssc17', skipZeros: 'ifmap', coding: 'run-length', convAndFcOnly: false }),
  ],
  ['counted as nn_dataflow does', eyeriss({ counting: 'nn-dataflow', skipZeros: false })],
] as const;

/** Calls `check` with layers that the model prices. */
function forPriced(model: (typeof models)[number][1], check: (layer: Workload) => void) {
  fc.assert(
    fc.property(workloadArbitrary, (layer) => {
      try {
        fc.pre(model.estimate([layer]).layers.length === 1 && layer.batch > 0);
      } catch (error) {
        fc.pre(!(error instanceof PicojouleError));
        throw error;
      }
      check(layer);
    }),
  );
}

describe.each(models)('%s', (_, model) => {
  test('accesses times costs, summed by data type and level, are the parts of the estimate', () => {
    forPriced(model, (layer) => {
      const sums = new Map<string, number>();
      for (const { dataType, level, count, cost, source } of model.explain(layer)!.accesses) {
        const key = `${dataType} at ${level}`;
        sums.set(key, (sums.get(key) ?? 0) + count * cost);
        expect(source).toMatch(/^ISCA 2016, table IV, \S/);
      }
      const { parts } = model.estimate([layer]).layers[0]!;
      expect([...sums.keys()]).toEqual(parts.map((p) => `${p.dataType} at ${p.level}`));
      for (const { dataType, level, energy } of parts) {
        expect(sums.get(`${dataType} at ${level}`)).toBeCloseTo(energy, 9);
      }
    });
  });

  test('the loops run over every MAC, and no more PEs are active than there are', () => {
    forPriced(model, (layer) => {
      const { loops, activity } = model.explain(layer)!;
      if (layer.kind === 'data') {
        expect([loops, activity]).toEqual([[], undefined]);
        return;
      }
      const product = (some: readonly { readonly bound: number }[]) =>
        some.reduce((total, { bound }) => total * bound, 1);
      // Of a transposed convolution, the inserted zeros are left out.
      const { psum } = model.plan(layer).reuse;
      const macs = psum.values * psum.a * psum.b * psum.c * psum.d;
      expect(product(loops)).toBeGreaterThanOrEqual(macs * (1 - 1e-9));
      expect(activity!.activePes).toBe(product(loops.filter(({ spatial }) => spatial)));
      expect(activity!.activePes).toBeLessThanOrEqual(activity!.pes);
      expect(activity!.cycles * activity!.activePes).toBeGreaterThanOrEqual(macs * (1 - 1e-9));
    });
  });
});

test('an entry of the table that the user changed says so', () => {
  const model = eyeriss({ costs: { DRAM: 100 } });
  const sources = model
    .explain(alexNet(1)[0]!)!
    .accesses.map(({ level, source }) => [level, source]);
  expect(sources).toContainEqual(['DRAM', 'option costs.DRAM: 100 at 16 bits']);
  expect(sources).toContainEqual(['RF', 'ISCA 2016, table IV, RF (0.5 kB): 1 at 16 bits']);
});

test('what is not priced is not explained', () => {
  const [conv] = alexNet(1) as [Workload];
  expect(eyeriss().explain({ ...conv, kind: 'data', op: 'Relu', macs: 0 })).toBeUndefined();
  expect(eyeriss().explain({ ...conv, batch: 0, macs: 0 })).toBeUndefined();
});

test('the nest of CONV3 on the chip, by hand', () => {
  const mapping = { m: 64, n: 4, e: 13, p: 16, q: 4, r: 1, t: 4 };
  const model = eyeriss({ chip: 'jssc17', mapping: { CONV3: mapping } });
  const conv3 = alexNet(4)[2]!;
  const nest = model.explain(conv3)!.loops.map((loop) => {
    const where = loop.spatial ? 'spatial' : loop.level;
    return `${loop.dimension} ${loop.bound} ${where}`;
  });
  expect(nest).toEqual([
    ...['M 6 DRAM', 'C 64 buffer', 'N 4 buffer'],
    ...['M 4 spatial', 'R 3 spatial', 'E 13 spatial'],
    ...['F 13 RF', 'C 4 RF', 'M 16 RF', 'S 3 RF'],
  ]);
});
