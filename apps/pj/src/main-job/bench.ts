import { join } from 'node:path';
import type { ImageSets, Progress } from '@picojoule/core';
import type { Run } from '@picojoule/lab';
import type {
  EnergyModel,
  ExecutionBackend,
  Graph,
  OpenDataset,
  Plugin,
  Random,
} from '@picojoule/spec';
import type * as v from 'valibot';
import { checkRecord } from './check-record.ts';
import { partFileMissing } from './errors.ts';
import type { Settings } from './settings.ts';

/** What all stages of a run stand on. */
export interface Bench {
  readonly run: Run;
  readonly settings: Settings;
  /** The network as configured, before any training. */
  readonly graph: Graph;
  readonly dataset: OpenDataset;
  readonly sets: ImageSets;
  readonly backend: Plugin<'backend', ExecutionBackend>;
  /** The first steers. */
  readonly models: readonly [Plugin<'energy', EnergyModel>, ...Plugin<'energy', EnergyModel>[]];
  readonly random: Random;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** Share of non-zeros of every value of a network, on the sample images; measured once. */
  densitiesOf(graph: Graph): Promise<Readonly<Record<string, number>>>;
  /** Wall-clock by part, over all sessions of the run. */
  readonly seconds: Readonly<Record<string, number>>;
  /** Runs a part and adds its wall-clock to the run's record, also when it is interrupted. */
  timed<T>(part: string, work: () => Promise<T>): Promise<T>;
}

/** Results of a stage are kept by name: a run that goes on does not repeat it. */
export async function once<const Schema extends v.GenericSchema>(
  { run }: Bench,
  name: string,
  schema: Schema,
  work: () => Promise<v.InferOutput<Schema>>,
): Promise<v.InferOutput<Schema>> {
  const file = `${name}.json`;
  const kept = await run.readJson(file);
  if (kept !== undefined) return checkRecord(join(run.directory, file), schema, kept);
  const result = await work();
  await run.writeJson(file, result as never);
  return result;
}

/**
 * What was read of a file that a stage made before its record.
 *
 * @throws PicojouleError `RUN_PART_MISSING` where nothing was.
 */
export function madeBy<T>({ run }: Bench, record: string, file: string, found: T | undefined): T {
  if (found !== undefined) return found;
  throw partFileMissing(join(run.directory, file), join(run.directory, `${record}.json`));
}
