import type { StepCycles } from '@picojoule/spec';
import type { Label } from '../compiler/operation.ts';
import { counterNames, ROW_WORDS } from '../golden/machine/counters.ts';

type CounterName = (typeof counterNames)[number];

/** What the hardware counted for a label since the table was cleared. */
export interface CounterRow {
  readonly label: Label;
  /** How often its mark passed. */
  readonly samples: number;
  count(name: CounterName): number;
}

/** The table of marks, where the hardware added up its counters by label. */
export class CounterTable {
  /** Of labels that were met. */
  readonly rows: readonly CounterRow[];
  readonly cycles: StepCycles;

  /** `table`: a row for each label, then one of what belongs to none. */
  constructor(labels: readonly Label[], table: Int32Array) {
    const rowAt = (i: number) => table.subarray(i * ROW_WORDS, (i + 1) * ROW_WORDS);
    const countIn = (row: Int32Array) => (name: CounterName) =>
      row[1 + counterNames.indexOf(name)]! >>> 0;
    const rows = labels.map((label, i) => {
      const row = rowAt(i);
      return { label, samples: row[0]! >>> 0, count: countIn(row) };
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
