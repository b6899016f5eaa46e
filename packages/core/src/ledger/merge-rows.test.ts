import type { LedgerRow } from '@picojoule/spec';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LedgerSum, mergeRows, totalMacs } from './merge-rows.ts';

const row: fc.Arbitrary<LedgerRow> = fc
  .record({
    step: fc.nat(9),
    node: fc.constantFrom('conv', 'fc'),
    pass: fc.constantFrom('forward', 'weight-gradient'),
    samples: fc.integer({ min: 1, max: 8 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    macs: fc.nat(1000),
  })
  .map(({ share, macs, ...rest }) => ({
    ...rest,
    op: 'Conv',
    dtype: 'float32',
    bits: { input: 32, weight: 32, output: 32 },
    density: { input: share, weight: 1, output: share },
    macs: { executed: macs, nominal: macs + 1, emulated: macs, effectual: macs / 2 },
  }));

test('merging keeps samples, executions and every count, one row per layer pass', () => {
  fc.assert(
    fc.property(fc.array(row, { minLength: 1 }), (rows) => {
      const merged = mergeRows(rows);
      const samples = (all: readonly LedgerRow[]) => all.reduce((sum, r) => sum + r.samples, 0);
      expect(samples(merged)).toBe(samples(rows));
      const executions = merged.reduce((sum, r) => sum + (r.executions ?? 1), 0);
      expect(executions).toBe(rows.length);
      expect(mergeRows([...merged, ...rows]).reduce((sum, r) => sum + (r.executions ?? 1), 0)).toBe(
        2 * rows.length,
      );
      const [before, after] = [totalMacs(rows), totalMacs(merged)];
      expect(after.executed).toBe(before.executed);
      expect(after.nominal).toBe(before.nominal);
      const keys = merged.map(({ node, pass }) => `${node} ${pass}`);
      expect(new Set(keys).size).toBe(keys.length);
      expect(new Set(rows.map(({ node, pass }) => `${node} ${pass}`)).size).toBe(keys.length);
    }),
  );
});

test('rows that come in pieces add up as those that come at once, whenever they are asked for', () => {
  fc.assert(
    fc.property(fc.array(fc.array(row)), (pieces) => {
      const sum = new LedgerSum();
      pieces.forEach((piece, i) => {
        sum.add(piece);
        expect(sum.rows).toEqual(mergeRows(pieces.slice(0, i + 1).flat()));
      });
    }),
  );
});

test('densities are means weighted by samples', () => {
  fc.assert(
    fc.property(fc.array(row, { minLength: 1 }), (rows) => {
      const weighted = (all: readonly LedgerRow[]) =>
        all.reduce((sum, r) => sum + r.samples * (r.density?.input ?? Number.NaN), 0);
      expect(weighted(mergeRows(rows))).toBeCloseTo(weighted(rows), 6);
    }),
  );
});

test('a count that one row lacks is not invented for the sum', () => {
  const [whole] = fc.sample(row, 1) as [LedgerRow];
  const { effectual: _, ...without } = whole.macs;
  const merged = mergeRows([whole, { ...whole, macs: without }]);
  expect(merged[0]!.macs.effectual).toBeUndefined();
});

test('cycles add up where all rows have them', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(row, fc.nat(1000)), { minLength: 1 }), (given) => {
      const sum = given.reduce((all, [, cycles]) => all + cycles, 0);
      const merged = mergeRows(given.map(([each, cycles]) => ({ ...each, cycles })));
      expect(merged.reduce((all, { cycles }) => all + cycles!, 0)).toBe(sum);
      const [first] = given[0]!;
      expect(mergeRows([{ ...first, cycles: 1 }, first])[0]).not.toHaveProperty('cycles');
    }),
  );
});
