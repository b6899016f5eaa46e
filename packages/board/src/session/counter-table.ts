import type { StepCycles } from '@picojoule/spec';
import type { Label } from '../compiler/operation.ts';
import { counterNames, ROW_WORDS } from '../golden/machine/counters.ts';

type CounterName = (typeof counterNames)[number];

/** What the hardware counted for a label since the table was cleared, with what was done again. */
export interface CounterRow {
  readonly label: Label;
  /** How often its mark passed, without that of what was done again. */
  readonly samples: number;
  count(name: CounterName): number;
}

/** The table of marks, where the hardware added up its counters by label. */
export class CounterTable {
  /** Of labels that were met. */
  readonly rows: readonly CounterRow[];
  readonly cycles: StepCycles;

  /** `table`: a row for each label, then one of what belongs to none; words as numbers, which may be sums. */
  constructor(labels: readonly Label[], table: Float64Array) {
    const rowAt = (i: number) => table.subarray(i * ROW_WORDS, (i + 1) * ROW_WORDS);
    const countIn = (row: Float64Array) => (name: CounterName) =>
      row[1 + counterNames.indexOf(name)]!;
    const rowsOf = ({ node, pass }: Label) =>
      labels.flatMap((one, i) => (one.node === node && one.pass === pass ? [rowAt(i)] : []));
    const rows = labels
      .filter(({ again }) => again !== true)
      .map((label): CounterRow => {
        // Its own stands first, before that of what was done again.
        const all = rowsOf(label);
        const count = (name: CounterName) => all.reduce((sum, row) => sum + countIn(row)(name), 0);
        return { label, samples: all[0]![0]!, count };
      });
    this.rows = rows.filter(({ samples }) => samples > 0);
    const cyclesOf = (some: readonly CounterRow[]) =>
      some.reduce((sum, { count }) => sum + count('cycles'), 0);
    this.cycles = {
      total: cyclesOf(rows) + countIn(rowAt(labels.length))('cycles'),
      update: cyclesOf(rows.filter(({ label }) => label.pass === 'update')),
    };
  }
}
