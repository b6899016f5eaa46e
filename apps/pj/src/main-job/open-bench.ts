import { join } from 'node:path';
import { imageSets, type Progress } from '@picojoule/core';
import { configAsData, openRun, type RunTools } from '@picojoule/lab';
import { type Config, createRandom, type Graph } from '@picojoule/spec';
import type { Bench } from './bench.ts';
import { checkRecord } from './check-record.ts';
import { densityMeter } from './densities.ts';
import { nothingToDo } from './errors.ts';
import { secondsRecord } from './results.ts';
import { settingsOf } from './settings.ts';

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
  readonly signal: AbortSignal;
  /** Milliseconds, for wall-clock. */
  readonly now: () => number;
}

const SECONDS_FILE = 'seconds.json';

/** Opens run folder and dataset, works, and closes both: as done, or as interrupted if the work throws. */
export async function withBench<T>(
  options: BenchOptions,
  work: (bench: Bench) => Promise<T>,
): Promise<T> {
  const { config, graph, backend, models, progress, signal, tools, now } = options;
  if (config.data === undefined) throw nothingToDo();
  const settings = settingsOf(config);
  const dataset = await config.data.open();
  const run = await openRun(options.directory, {
    ...tools,
    config: configAsData({ ...config, backend }),
    seed: settings.seed,
    clock: () => new Date(now()),
  });
  let finished = false;
  try {
    const kept = await run.readJson(SECONDS_FILE);
    const seconds: Record<string, number> = {
      ...checkRecord(join(run.directory, SECONDS_FILE), secondsRecord, kept ?? {}),
    };
    const random = createRandom(settings.seed);
    const sets = imageSets(dataset.info.size.train, settings.sets, random);
    const timed = async <R>(part: string, timedWork: () => Promise<R>): Promise<R> => {
      const start = now();
      try {
        return await timedWork();
      } finally {
        seconds[part] = (seconds[part] ?? 0) + (now() - start) / 1000;
        await run.writeJson(SECONDS_FILE, seconds);
      }
    };
    const densitiesOf = densityMeter({ backend, settings, dataset, sets });
    const result = await work({
      ...{ graph, backend, models, progress, signal, run, settings, dataset, sets, random },
      ...{ densitiesOf, seconds, timed },
    });
    finished = true;
    return result;
  } finally {
    await run.close(finished ? 'done' : 'interrupted');
    await dataset.close();
  }
}
