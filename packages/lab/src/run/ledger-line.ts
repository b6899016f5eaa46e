import type { LedgerRow } from '@picojoule/spec';
import { badLedgerRow } from '../errors.ts';
import type { PartRow } from './read-lines.ts';

/** A ledger row as a run keeps it. */
export type PartLedgerRow = LedgerRow & { readonly part: string };

const FULL_WIDTH = { input: 32, weight: 32, output: 32 } as const;

/** One line of `ledger.jsonl`. `bits` is left out where nothing is emulated: a third of the volume. */
export function toLedgerLine(part: string, row: LedgerRow): string {
  check(part, row, 'step', row.step);
  check(part, row, 'samples', row.samples);
  for (const [name, count] of Object.entries(row.macs)) {
    if (count !== undefined) check(part, row, `macs.${name}`, count);
  }
  for (const [name, share] of Object.entries(row.density ?? {})) {
    check(part, row, `density.${name}`, share);
  }
  const { input, weight, output } = row.bits;
  const full = input === 32 && weight === 32 && output === 32;
  return `${JSON.stringify({ part, ...row, bits: full ? undefined : row.bits })}\n`;
}

function check(part: string, row: LedgerRow, field: string, value: number): void {
  if (!Number.isFinite(value) || value < 0) throw badLedgerRow(part, row.node, field, value);
}

export function fromLedgerLine(row: PartRow): PartLedgerRow {
  return { bits: FULL_WIDTH, ...row } as PartLedgerRow;
}
