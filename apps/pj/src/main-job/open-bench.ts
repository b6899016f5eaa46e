import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { imageClassifier, imageSets, type Progress } from '@picojoule/core';
import { configAsData, openRun, type RunTools } from '@picojoule/lab';
import { type Config, createRandom, type Graph, type OpenDataset } from '@picojoule/spec';
import type { Bench } from './bench.ts';
import { checkRecord } from './check-record.ts';
import { densityMeter } from './densities.ts';
import { nothingToDo } from './errors.ts';
import { recordDevices } from './record-devices.ts';
import { secondsRecord } from './results.ts';
import { settingsOf } from './settings.ts';
import { tryToOpen } from './try-to-open.ts';

export interface BenchOptions {
  readonly config: Config;
  /** The configured network; a path in the config was imported by the caller. */
  readonly graph: Graph;
  readonly backend: Bench['backend'];
  readonly models: Bench['models'];
  /** The run folder. */
  readonly directory: string;
  readonly tools: RunTools;
  readonly progress: Progress;
  /** Called when there is a run to save. */
  readonly listenForInterrupt: () => AbortSignal;
  /** Milliseconds, for wall-clock. */
  readonly now: () => number;
}

/** Opens run folder and dataset, works, and closes both: as done, or as interrupted if the work throws. */
export async function withBench<T>(
  options: BenchOptions,
  work: (bench: Bench) => Promise<T>,
): Promise<T> {
  if (options.config.data === undefined) throw nothingToDo();
  const dataset = await options.config.data.open();
  try {
    return await withRun(options, dataset, work);
  } finally {
    await dataset.close();
  }
}

async function withRun<T>(
  options: BenchOptions,
  dataset: OpenDataset,
  work: (bench: Bench) => Promise<T>,
): Promise<T> {
  const { config, graph, backend, models, directory, tools, progress, now } = options;
  const settings = settingsOf(config);
  const random = createRandom(settings.seed);
  // What cannot work at all is refused before there is a run.
  imageClassifier(graph, dataset);
  const sets = imageSets(dataset.info.size.train, settings.sets, random);
  if (!existsSync(join(directory, 'run.json'))) await tryToOpen(backend, graph, config);
  const signal = options.listenForInterrupt();
  const run = await openRun(directory, {
    ...tools,
    config: configAsData({ ...config, backend }, graph),
    seed: settings.seed,
    clock: () => new Date(now()),
  });
  progress.line(`Run folder: ${run.directory}`);
  let finished = false;
  try {
    const kept = run.manifest.details.seconds ?? {};
    const seconds = { ...checkRecord(join(run.directory, 'run.json'), secondsRecord, kept) };
    const timed = async <R>(part: string, timedWork: () => Promise<R>): Promise<R> => {
      const start = now();
      try {
        return await timedWork();
      } finally {
        seconds[part] = (seconds[part] ?? 0) + (now() - start) / 1000;
        await run.describe({ seconds });
      }
    };
    const recorded = recordDevices(backend, run, progress);
    const densitiesOf = densityMeter({ backend: recorded, settings, dataset, sets });
    const result = await work({
      ...{
        graph,
        backend: recorded,
        models,
        progress,
        signal,
        run,
        settings,
        dataset,
        sets,
        random,
      },
      ...{ densitiesOf, seconds, timed },
    });
    finished = true;
    return result;
  } finally {
    await run.close(finished ? 'done' : 'interrupted');
  }
}
