import type { LedgerRow, Pass } from '@picojoule/spec';

/** Sums over ledger rows; counts of a kind are never mixed with another's. */
export interface MacTotals {
  readonly rows: number;
  readonly executed: number;
  readonly nominal: number;
  readonly emulated: number;
  /** Over the rows that state it. */
  readonly effectual: number;
  /** Nominal MACs of the rows that state `effectual`: what it is a share of. */
  readonly effectualOf: number;
}

export interface PassTotals extends MacTotals {
  readonly part: string;
  readonly pass: Pass;
}

export interface LedgerSummary {
  readonly total: MacTotals;
  readonly byPart: ReadonlyMap<string, MacTotals>;
  readonly byPass: ReadonlyMap<Pass, MacTotals>;
  /** One entry per part and pass, in the order of their first row. */
  readonly entries: readonly PassTotals[];
}

type Row = LedgerRow & { readonly part?: string };
type Sums = { -readonly [Key in keyof MacTotals]: number };

const zero = (): Sums => ({
  rows: 0,
  executed: 0,
  nominal: 0,
  emulated: 0,
  effectual: 0,
  effectualOf: 0,
});

/** Sums a ledger in one pass and bounded memory; rows without a part count for part ''. */
export async function summarizeLedger(
  rows: Iterable<Row> | AsyncIterable<Row>,
): Promise<LedgerSummary> {
  const entries = new Map<string, Sums & { part: string; pass: Pass }>();
  for await (const { part = '', pass, macs } of rows) {
    const key = `${pass} ${part}`;
    const sums = entries.get(key) ?? { part, pass, ...zero() };
    entries.set(key, sums);
    sums.rows += 1;
    sums.executed += macs.executed;
    sums.nominal += macs.nominal;
    sums.emulated += macs.emulated;
    if (macs.effectual === undefined) continue;
    sums.effectual += macs.effectual;
    sums.effectualOf += macs.nominal;
  }
  const total = zero();
  const byPart = new Map<string, Sums>();
  const byPass = new Map<Pass, Sums>();
  for (const entry of entries.values()) {
    addTo(total, entry);
    addTo(slot(byPart, entry.part), entry);
    addTo(slot(byPass, entry.pass), entry);
  }
  return { total, byPart, byPass, entries: [...entries.values()] };
}

function slot<Key>(map: Map<Key, Sums>, key: Key): Sums {
  const sums = map.get(key) ?? zero();
  map.set(key, sums);
  return sums;
}

function addTo(sums: Sums, terms: MacTotals): void {
  for (const key of Object.keys(sums) as (keyof Sums)[]) sums[key] += terms[key];
}
