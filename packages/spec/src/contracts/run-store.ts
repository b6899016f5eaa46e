import type { LedgerRow } from '../ledger.ts';
import type { Json } from './training-saver.ts';

/**
 * Where the engine writes a run. Whole files are written to a temporary name and renamed, so a reader
 * sees the old or the new one; ledger and metrics only grow. Names are plain file names.
 */
export interface RunStore {
  /** Undefined when the file is not there. */
  readJson(name: string): Promise<Json | undefined>;
  writeJson(name: string, value: Json): Promise<void>;
  readBytes(name: string): Promise<Uint8Array | undefined>;
  writeBytes(name: string, bytes: Uint8Array): Promise<void>;
  /** Appends rows to `ledger.jsonl`, each with the name of the part of the run it belongs to. */
  appendLedger(part: string, rows: readonly LedgerRow[]): Promise<void>;
  /** Appends one line to `metrics.jsonl`. */
  appendMetrics(part: string, metrics: { readonly [key: string]: Json }): Promise<void>;
  /** Cuts ledger and metrics of a part back to steps below `step`: what a resumed part will repeat. */
  truncate(part: string, step: number): Promise<void>;
  remove(name: string): Promise<void>;
}
