import type { LedgerRow, Pass, PerOperand } from '@picojoule/spec';
import type { Label } from '../compiler/operation.ts';
import { counterNames, ROW_WORDS } from '../golden/machine/counters.ts';

const bits: Partial<Record<Pass, PerOperand<number>>> = {
  forward: { input: 8, weight: 8, output: 8 },
  'input-gradient': { input: 16, weight: 8, output: 16 },
  'weight-gradient': { input: 8, weight: 16, output: 32 },
  update: { input: 32, weight: 16, output: 16 },
};

/** Rows of a ledger from the table of marks, where the hardware added up its counters by label. `macs`: of an image, by node. */
export function ledgerRows(
  macs: ReadonlyMap<string, number>,
  labels: readonly Label[],
  table: Int32Array,
  step: number,
): LedgerRow[] {
  return labels.flatMap((label, i): LedgerRow[] => {
    const row = table.subarray(i * ROW_WORDS, (i + 1) * ROW_WORDS);
    const samples = row[0]! >>> 0;
    if (samples === 0 || label.pass === 'update') return [];
    const count = (name: (typeof counterNames)[number]) =>
      row[1 + counterNames.indexOf(name)]! >>> 0;
    const nominal = samples * (macs.get(label.node) ?? 0);
    return [
      {
        step,
        ...label,
        samples,
        dtype: 'int8',
        bits: bits[label.pass]!,
        cycles: count('cycles'),
        macs: {
          executed: count('products') + count('highProducts') + count('lowProducts'),
          nominal,
          emulated: nominal,
        },
      },
    ];
  });
}
