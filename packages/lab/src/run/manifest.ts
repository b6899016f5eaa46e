import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Json, Provenance } from '@picojoule/spec';
import * as v from 'valibot';
import { badManifest, fileFailed, newerFormat, noRun } from '../errors.ts';
import { MANIFEST } from './file-name.ts';

/** Of the folder; raised when an older reader could no longer read it. */
export const RUN_FORMAT = 1;

export type RunStatus = 'running' | 'interrupted' | 'done';

/** What a run was computed with; two sessions of one run may differ, and then both are recorded. */
export interface RunTools {
  /** Versions by name: Node, Picojoule's packages, the backend's library. */
  readonly versions: { readonly [name: string]: string };
  readonly gitRevision?: string | undefined;
}

/** One process that worked on the run. Times are ISO 8601, UTC. */
export interface RunSession extends RunTools {
  readonly opened: string;
}

/** `run.json`. */
export interface RunManifest {
  readonly format: number;
  readonly name: string;
  readonly status: RunStatus;
  readonly created: string;
  readonly updated: string;
  readonly seed: number;
  /** As data; see `configAsData`. */
  readonly config: Json;
  /** The kinds of figures that the run holds. */
  readonly provenance: readonly Provenance[];
  /** In the order of time; more than one when the run was resumed. */
  readonly sessions: readonly RunSession[];
  /** What the run adds while it goes: data set, backend, results. */
  readonly details: { readonly [key: string]: Json };
}

const json = v.custom<Json>((value) => value !== undefined);
const manifest = v.object({
  format: v.pipe(v.number(), v.integer()),
  name: v.string(),
  status: v.picklist(['running', 'interrupted', 'done']),
  created: v.pipe(v.string(), v.isoTimestamp()),
  updated: v.pipe(v.string(), v.isoTimestamp()),
  seed: v.number(),
  config: json,
  provenance: v.array(v.picklist(['modelled', 'simulated', 'measured'])),
  sessions: v.array(
    v.object({
      opened: v.pipe(v.string(), v.isoTimestamp()),
      versions: v.record(v.string(), v.string()),
      gitRevision: v.optional(v.string()),
    }),
  ),
  details: v.record(v.string(), json),
});

/** @throws PicojouleError `LAB_NO_RUN` without the file, `LAB_MANIFEST` or `LAB_FORMAT` for a bad one. */
export async function readManifest(directory: string): Promise<RunManifest> {
  const path = join(directory, MANIFEST);
  const text = await readFile(path, 'utf8').catch((cause) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') throw noRun(directory, cause);
    throw fileFailed('reading', path, cause);
  });
  return parseManifest(path, text);
}

function parseManifest(path: string, text: string): RunManifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw badManifest(path, 'it is not JSON', cause);
  }
  const format = (value as { format?: unknown } | null)?.format;
  if (typeof format === 'number' && format > RUN_FORMAT) {
    throw newerFormat(path, format, RUN_FORMAT);
  }
  const result = v.safeParse(manifest, value);
  if (result.success) return result.output;
  const issue = result.issues[0];
  throw badManifest(path, `${v.getDotPath(issue) ?? 'the file'}: ${issue.message}`);
}
