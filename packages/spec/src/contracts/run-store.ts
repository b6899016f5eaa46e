import type { Graph, Tensors } from '../graph.ts';
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
  /** Tensors with the state that belongs to them, in one file, so that both are of one moment. */
  readTensors(name: string): Promise<{ tensors: Tensors; state: Json } | undefined>;
  writeTensors(name: string, tensors: Tensors, state?: Json): Promise<void>;
  readGraph(name: string): Promise<Graph | undefined>;
  writeGraph(name: string, graph: Graph): Promise<void>;
  /** Appends rows to `ledger.jsonl`, each with the name of the part of the run it belongs to. */
  appendLedger(part: string, rows: readonly LedgerRow[]): Promise<void>;
  /** Appends one line to `metrics.jsonl`. */
  appendMetrics(part: string, metrics: { readonly [key: string]: Json }): Promise<void>;
  /** Cuts ledger and metrics of a part back to steps below `step`: what a resumed part will repeat. */
  truncate(part: string, step: number): Promise<void>;
  remove(name: string): Promise<void>;
}
