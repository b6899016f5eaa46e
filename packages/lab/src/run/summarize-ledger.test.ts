import type { LedgerRow, Pass } from '@picojoule/spec';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { summarizeLedger } from './summarize-ledger.ts';

/** Bounds the search for a smaller counterexample; a test must have made all its runs by then. */
fc.configureGlobal({ interruptAfterTimeLimit: 25_000, markInterruptAsFailure: true });

const count = fc.integer({ min: 0, max: 1e9 });
const row = fc
  .record({
    part: fc.constantFrom('smd', 'baseline', 'a b'),
    pass: fc.constantFrom<Pass>('forward', 'weight-gradient', 'gate'),
    executed: count,
    nominal: count,
    emulated: count,
    effectual: fc.option(count, { nil: undefined }),
  })
  .map(({ part, pass, effectual, ...macs }): LedgerRow & { part: string } => ({
    part,
    pass,
    step: 0,
    node: 'n',
    op: 'Conv',
    samples: 1,
    dtype: 'float32',
    bits: { input: 32, weight: 32, output: 32 },
    macs: effectual === undefined ? macs : { ...macs, effectual },
  }));

it('sums by part, by pass and in all what a filter finds', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row), async (rows) => {
      const summary = await summarizeLedger(rows);
      const sums = (some: typeof rows) => {
        const sum = (of: (row: LedgerRow) => number) => some.map(of).reduce((a, b) => a + b, 0);
        return {
          rows: some.length,
          executed: sum(({ macs }) => macs.executed),
          nominal: sum(({ macs }) => macs.nominal),
          emulated: sum(({ macs }) => macs.emulated),
          effectual: sum(({ macs }) => macs.effectual ?? 0),
          effectualOf: sum(({ macs }) => (macs.effectual === undefined ? 0 : macs.nominal)),
        };
      };
      expect(summary.total).toEqual(sums(rows));
      for (const part of new Set(rows.map((one) => one.part))) {
        expect(summary.byPart.get(part)).toEqual(sums(rows.filter((one) => one.part === part)));
      }
      for (const pass of new Set(rows.map((one) => one.pass))) {
        expect(summary.byPass.get(pass)).toEqual(sums(rows.filter((one) => one.pass === pass)));
      }
      for (const { part, pass, ...totals } of summary.entries) {
        const those = rows.filter((one) => one.part === part && one.pass === pass);
        expect(totals).toEqual(sums(those));
      }
      expect(summary.entries.reduce((sum, entry) => sum + entry.rows, 0)).toBe(rows.length);
    }),
  );
});
