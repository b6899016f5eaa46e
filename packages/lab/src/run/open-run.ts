import { readdir, rm, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Json, Provenance, RunStore } from '@picojoule/spec';
import { decodeGraph, encodeGraph } from '../codec/graph-file.ts';
import { decodeTensors, encodeTensors } from '../codec/tensor-file.ts';
import { fileFailed, foreignFolder, otherConfig, runClosed } from '../errors.ts';
import { openAppendFile } from './append-file.ts';
import { atomicWrite, isTemporary, removeTemporaries } from './atomic-write.ts';
import { checkFileName, checkOwnFileName, LEDGER, LOCK, MANIFEST, METRICS } from './file-name.ts';
import { differencesOf, toJson } from './json.ts';
import { toLedgerLine } from './ledger-line.ts';
import { lockRun } from './lock.ts';
import { makeFolder } from './make-folder.ts';
import { RUN_FORMAT, type RunManifest, type RunTools, readManifest } from './manifest.ts';
import { readBytesFile, readDecoded, readJsonFile } from './read-file.ts';

export interface OpenRunOptions extends RunTools {
  /** Of the run; the folder's name by default. */
  readonly name?: string;
  /**
   * As data; see `configAsData`. A run is resumed only with the config and seed it was started with; one
   * that has done nothing yet starts over with any.
   */
  readonly config: Json;
  readonly seed: number;
  readonly provenance?: readonly Provenance[];
  /** The time now; libraries do not read it themselves. */
  readonly clock: () => Date;
}

/** A run that this process writes. Calls may overlap: they are carried out in their order. */
export interface Run extends RunStore {
  /** Absolute. */
  readonly directory: string;
  readonly manifest: RunManifest;
  /** True when the folder held a run already, and it goes on. */
  readonly resumed: boolean;
  /** Adds to the manifest's `details`; keys that are there already are replaced. */
  describe(details: { readonly [key: string]: Json }): Promise<void>;
  /** Says that the run holds figures of this kind too. */
  holds(kind: Provenance): Promise<void>;
  /** Writes the status and gives the folder back; later calls reject. A second `close` does nothing. */
  close(status: 'done' | 'interrupted'): Promise<void>;
}

/**
 * Opens a run folder for writing: makes it, or resumes the run in it. Rows that a killed process left
 * unfinished are cut. `ledger.jsonl` and `metrics.jsonl` reach the disk before any later whole file
 * does, so a checkpoint is never ahead of its ledger.
 *
 * @throws PicojouleError for a folder with other content (`LAB_FOREIGN_FOLDER`), a run that another
 * process writes (`LAB_LOCKED`), another config (`LAB_OTHER_CONFIG`), a disk that is full or
 * read-only (`LAB_DISK_FULL`, `LAB_NOT_ALLOWED`). The store's methods throw the last two as well.
 */
export async function openRun(directory: string, options: OpenRunOptions): Promise<Run> {
  const path = resolve(directory);
  makeFolder(path);
  await checkFolder(path);
  const unlock = await lockRun(path);
  try {
    return await openLocked(path, options, unlock);
  } catch (error) {
    await unlock().catch(() => {});
    throw error;
  }
}

async function checkFolder(directory: string): Promise<void> {
  const names = await readdir(directory).catch((cause) => {
    if (cause.code === 'ENOTDIR') throw foreignFolder(directory, 'it is a file');
    throw fileFailed('reading', directory, cause);
  });
  if (names.includes(MANIFEST)) return;
  // A run killed before or in its first write leaves nothing else; temporaries are removed later.
  const other = names.find((name) => !/^(\.run\.(json|lock\..+)\.tmp|run\.lock)$/.test(name));
  if (other !== undefined) throw foreignFolder(directory, `it holds ${other} but no ${MANIFEST}`);
}

async function openLocked(
  directory: string,
  options: OpenRunOptions,
  unlock: () => Promise<void>,
): Promise<Run> {
  const { clock } = options;
  const old = await manifestToResume(directory, options);
  let manifest = old === undefined ? firstManifest(directory, options) : resume(old, options);
  const writeManifest = (next: RunManifest) =>
    atomicWrite(directory, MANIFEST, `${toJson(MANIFEST, next as unknown as Json, 2)}\n`);
  await removeTemporaries(directory);
  await writeManifest(manifest);
  const ledger = await openAppendFile(directory, LEDGER);
  const metrics = await openAppendFile(directory, METRICS);
  const update = async (change: Partial<RunManifest>) => {
    const next = { ...manifest, ...change, updated: clock().toISOString() };
    await writeManifest(next);
    manifest = next;
  };

  let closed = false;
  let last: Promise<unknown> = Promise.resolve();
  const inOrder = <T>(work: () => Promise<T>): Promise<T> => {
    if (closed) return Promise.reject(runClosed(directory));
    const result = last.then(work);
    last = result.catch(() => {});
    return result;
  };
  const writeWhole = (name: string, content: string | Uint8Array) =>
    inOrder(async () => {
      await ledger.sync();
      await metrics.sync();
      await atomicWrite(directory, name, content);
    });
  const readFileAs = async <T>(name: string, decode: (bytes: Uint8Array, file: string) => T) => {
    checkFileName(name);
    return inOrder(() => readDecoded(directory, name, decode));
  };

  return {
    directory,
    resumed: old !== undefined,
    get manifest() {
      return manifest;
    },
    readJson: async (name) => {
      checkFileName(name);
      return inOrder(() => readJsonFile(directory, name));
    },
    readBytes: async (name) => {
      checkFileName(name);
      return inOrder(() => readBytesFile(directory, name));
    },
    writeJson: async (name, value) =>
      writeWhole(checkOwnFileName(name), `${toJson(name, value, 2)}\n`),
    writeBytes: async (name, bytes) => writeWhole(checkOwnFileName(name), bytes),
    readTensors: (name) => readFileAs(name, decodeTensors),
    writeTensors: async (name, tensors, state) =>
      writeWhole(checkOwnFileName(name), encodeTensors(tensors, state)),
    readGraph: (name) => readFileAs(name, decodeGraph),
    writeGraph: async (name, graph) => writeWhole(checkOwnFileName(name), encodeGraph(graph)),
    appendLedger: async (part, rows) => {
      const lines = rows.map((row) => toLedgerLine(part, row)).join('');
      return inOrder(async () => {
        if (lines !== '') await ledger.append(lines);
      });
    },
    appendMetrics: async (part, row) => {
      const line = `${JSON.stringify(Object.assign({ part }, row, { part }))}\n`;
      return inOrder(() => metrics.append(line));
    },
    truncate: async (part, step) =>
      inOrder(async () => {
        await ledger.cut(part, step);
        await metrics.cut(part, step);
      }),
    remove: async (name) => {
      const path = join(directory, checkOwnFileName(name));
      return inOrder(() =>
        rm(path, { force: true }).catch((cause) => {
          throw fileFailed('removing', path, cause);
        }),
      );
    },
    describe: async (details) =>
      inOrder(() => update({ details: { ...manifest.details, ...details } })),
    holds: async (kind) =>
      inOrder(() => update({ provenance: [...new Set([...manifest.provenance, kind])] })),
    async close(status) {
      if (closed) return;
      const closing = inOrder(async () => {
        try {
          await ledger.sync();
          await metrics.sync();
          await update({ status });
        } finally {
          await ledger.close();
          await metrics.close();
          await unlock();
        }
      });
      closed = true;
      await closing;
    },
  };
}

/** Undefined where there is no run, or one of another config that has done nothing: it starts over. */
async function manifestToResume(
  directory: string,
  options: OpenRunOptions,
): Promise<RunManifest | undefined> {
  const old = await readManifest(directory).catch((error) => {
    if (error.code === 'LAB_NO_RUN') return undefined;
    throw error;
  });
  if (old === undefined) return undefined;
  const config = JSON.parse(toJson('the config', options.config)) as Json;
  const inConfig = differencesOf(old.config, config);
  const inSeed = inConfig.some(({ path }) => path === 'seed')
    ? []
    : differencesOf(old.seed, options.seed, 'seed');
  const differences = [...inSeed, ...inConfig];
  if (differences.length === 0) return old;
  if (old.status !== 'done' && (await hasOnlyEmptyFiles(directory))) return undefined;
  throw otherConfig(directory, differences);
}

/** True when a run folder holds no file but the run's own, and no row in these. */
async function hasOnlyEmptyFiles(directory: string): Promise<boolean> {
  for (const name of await readdir(directory)) {
    if (name === MANIFEST || name === LOCK || isTemporary(name)) continue;
    if (name !== LEDGER && name !== METRICS) return false;
    if ((await stat(join(directory, name))).size > 0) return false;
  }
  return true;
}

function firstManifest(directory: string, options: OpenRunOptions): RunManifest {
  const now = options.clock().toISOString();
  return {
    format: RUN_FORMAT,
    name: options.name ?? basename(directory),
    status: 'running',
    created: now,
    updated: now,
    seed: options.seed,
    config: options.config,
    provenance: options.provenance ?? ['modelled'],
    sessions: [session(now, options)],
    details: {},
  };
}

function resume(old: RunManifest, options: OpenRunOptions): RunManifest {
  const now = options.clock().toISOString();
  const sessions = [...old.sessions, session(now, options)];
  return { ...old, status: 'running', updated: now, sessions };
}

const session = (opened: string, { versions, gitRevision }: RunTools) => ({
  opened,
  versions,
  ...(gitRevision === undefined ? {} : { gitRevision }),
});
