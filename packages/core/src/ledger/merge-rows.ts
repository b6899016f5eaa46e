import type { LedgerRow, MacCounts, PerOperand } from '@picojoule/spec';

const key = (row: LedgerRow) =>
  [row.node, row.pass, row.dtype, row.bits.input, row.bits.weight, row.bits.output].join('\0');

/**
 * Merges rows of the same layer pass, type and widths: samples, executions, MACs and cycles add up, densities
 * are means weighted by samples, `step` is the first. A run writes one merged set per checkpoint interval.
 */
export function mergeRows(rows: readonly LedgerRow[]): LedgerRow[] {
  const sum = new LedgerSum();
  sum.add(rows);
  return sum.rows;
}

/** Rows merged as they come: of a long training no more are kept than of a step. */
export class LedgerSum {
  readonly #rows = new Map<string, LedgerRow>();

  add(rows: readonly LedgerRow[]): void {
    for (const row of rows) {
      const name = key(row);
      const before = this.#rows.get(name);
      this.#rows.set(name, before === undefined ? row : mergeTwo(before, row));
    }
  }

  get rows(): LedgerRow[] {
    return [...this.#rows.values()];
  }
}

function mergeTwo(first: LedgerRow, second: LedgerRow): LedgerRow {
  const { density: _, cycles: __, ...rest } = first;
  const samples = first.samples + second.samples;
  const executions = (first.executions ?? 1) + (second.executions ?? 1);
  const cycles =
    first.cycles === undefined || second.cycles === undefined
      ? {}
      : { cycles: first.cycles + second.cycles };
  const macs = addMacs(first.macs, second.macs);
  const merged = { ...rest, samples, executions, macs, ...cycles };
  if (first.density === undefined || second.density === undefined) return merged;
  const [a, b] = [first.density, second.density];
  const mean = (operand: keyof PerOperand<number>) =>
    samples === 0 ? 0 : (a[operand] * first.samples + b[operand] * second.samples) / samples;
  const density = { input: mean('input'), weight: mean('weight'), output: mean('output') };
  return { ...merged, density };
}

/** Adds counts; the effectual one only when both have it. */
export function addMacs(first: MacCounts, second: MacCounts): MacCounts {
  const sum = {
    executed: first.executed + second.executed,
    nominal: first.nominal + second.nominal,
    emulated: first.emulated + second.emulated,
  };
  if (first.effectual === undefined || second.effectual === undefined) return sum;
  return { ...sum, effectual: first.effectual + second.effectual };
}

/** Sums the MACs of rows. */
export const totalMacs = (rows: readonly LedgerRow[]): MacCounts =>
  rows.map((row) => row.macs).reduce(addMacs, { executed: 0, nominal: 0, emulated: 0 });
