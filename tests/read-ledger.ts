import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LedgerRow } from '../packages/spec/src/index.ts';

/** The ledger rows of a run's folder, as they were written. */
export const readLedger = (run: string): (LedgerRow & { readonly part: string })[] =>
  readFileSync(join(run, 'ledger.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
