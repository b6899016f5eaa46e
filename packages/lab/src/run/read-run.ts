import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Graph, type Json, PicojouleError, type Tensors } from '@picojoule/spec';
import { decodeGraph } from '../codec/graph-file.ts';
import { decodeTensors } from '../codec/tensor-file.ts';
import { fileFailed } from '../errors.ts';
import { checkFileName, LEDGER, METRICS } from './file-name.ts';
import { fromLedgerLine, type PartLedgerRow } from './ledger-line.ts';
import { isLocked } from './lock.ts';
import { type RunManifest, readManifest } from './manifest.ts';
import { readBytesFile, readDecoded, readJsonFile } from './read-file.ts';
import { parseRow, readLines } from './read-lines.ts';

/** A row of `metrics.jsonl`. Numbers that were not finite (a loss that diverged) are null. */
export type PartMetrics = { readonly part: string } & { readonly [key: string]: Json };

/** A run to look at; also while another process writes it. */
export interface ReadableRun {
  /** Absolute. */
  readonly directory: string;
  /** Its status is `interrupted` where the file says `running` and no process does. */
  readonly manifest: RunManifest;
  /** Rows in the order of writing, streamed; of one part when it is named. */
  ledger(part?: string): AsyncGenerator<PartLedgerRow, void>;
  metrics(part?: string): AsyncGenerator<PartMetrics, void>;
  /** Undefined when the file is not there. */
  readJson(name: string): Promise<Json | undefined>;
  readBytes(name: string): Promise<Uint8Array | undefined>;
  readTensors(name: string): Promise<{ tensors: Tensors; state: Json } | undefined>;
  readGraph(name: string): Promise<Graph | undefined>;
}

/** @throws PicojouleError when the folder holds no run, or a damaged one. */
export async function readRun(directory: string): Promise<ReadableRun> {
  const path = resolve(directory);
  const manifest = await readManifest(path);
  const dead = manifest.status === 'running' && !(await isLocked(path));
  return {
    directory: path,
    manifest: dead ? { ...manifest, status: 'interrupted' } : manifest,
    async *ledger(part) {
      for await (const row of rowsOf(join(path, LEDGER), part)) yield fromLedgerLine(row);
    },
    async *metrics(part) {
      for await (const row of rowsOf(join(path, METRICS), part)) yield row as PartMetrics;
    },
    readJson: async (name) => readJsonFile(path, checkFileName(name)),
    readBytes: async (name) => readBytesFile(path, checkFileName(name)),
    readTensors: async (name) => readDecoded(path, checkFileName(name), decodeTensors),
    readGraph: async (name) => readDecoded(path, checkFileName(name), decodeGraph),
  };
}

async function* rowsOf(path: string, part: string | undefined) {
  for await (const line of readLines(path)) {
    const row = parseRow(path, line);
    if (part === undefined || row.part === part) yield row;
  }
}

/** One folder among the runs: a manifest, or why it cannot be read. */
export type ListedRun =
  | { readonly directory: string; readonly manifest: RunManifest; readonly problem?: undefined }
  | { readonly directory: string; readonly problem: PicojouleError; readonly manifest?: undefined };

/** The runs directly below a folder, oldest first, damaged ones last; other folders are left out. */
export async function listRuns(directory: string): Promise<readonly ListedRun[]> {
  const path = resolve(directory);
  const entries = await readdir(path, { withFileTypes: true }).catch((cause) => {
    if (cause.code === 'ENOENT') return [];
    throw fileFailed('listing', path, cause);
  });
  const runs: ListedRun[] = [];
  for (const entry of entries) {
    if (!entry.isDirectory()) continue;
    const folder = join(path, entry.name);
    try {
      const { manifest } = await readRun(folder);
      runs.push({ directory: folder, manifest });
    } catch (error) {
      if (!(error instanceof PicojouleError)) throw error;
      if (error.code !== 'LAB_NO_RUN') runs.push({ directory: folder, problem: error });
    }
  }
  const key = (run: ListedRun) => `${run.manifest?.created ?? '~'} ${run.directory}`;
  return runs.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
