import type { Progress } from '@picojoule/core';
import { imageSets } from '@picojoule/core';
import { configAsData, openRun, type RunTools } from '@picojoule/lab';
import { type Config, createRandom, type Graph, type Plugin } from '@picojoule/spec';
import type { Bench } from './bench.ts';
import { nothingToDo } from './errors.ts';
import { exchangeStage } from './exchange-stage.ts';
import { networkStage } from './network-record.ts';
import { pruneStage } from './prune-stage.ts';
import type {
  CheckRecord,
  NetworkRecord,
  PruningRecord,
  Results,
  TrainingRecord,
} from './results.ts';
import { RESULTS_FILE } from './results.ts';
import { settingsOf } from './settings.ts';
import { trainStage } from './train-stage.ts';

export interface MainJobOptions {
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

/**
 * The main job: train (if configured) with savers and without, exchange through ONNX, price, prune with
 * each strategy under the bound, and judge every resulting file in ONNX Runtime on the test images,
 * which nothing before has seen. Every stage is kept in the run folder; a run that was stopped goes on.
 *
 * @throws PicojouleError `RUN_INTERRUPTED` after saving, when the signal aborts.
 */
export async function runMainJob(options: MainJobOptions): Promise<Results> {
  const { config, directory, tools, now } = options;
  if (config.data === undefined) throw nothingToDo();
  const settings = settingsOf(config);
  const run = await openRun(directory, {
    ...tools,
    config: configAsData({ ...config, backend: options.backend }),
    seed: settings.seed,
    clock: () => new Date(now()),
  });
  let finished = false;
  try {
    const dataset = await config.data.open();
    const seconds = (await run.readJson(SECONDS_FILE)) as Record<string, number> | undefined;
    const spent: Record<string, number> = { ...seconds };
    const random = createRandom(settings.seed);
    const bench: Bench = {
      ...options,
      ...{ run, settings, dataset, random },
      sets: imageSets(dataset.info.size.train, settings.sets, random),
      async timed(part, work) {
        const start = now();
        try {
          return await work();
        } finally {
          spent[part] = (spent[part] ?? 0) + (now() - start) / 1000;
          await run.writeJson(SECONDS_FILE, spent);
        }
      },
    };
    const found = await stages(bench, config);
    const [model] = options.models;
    const results: Results = {
      title: config.name ?? options.graph.name,
      backend: options.backend.name,
      dataset: dataset.info.title,
      seed: settings.seed,
      energy: { model: model.name, unit: model.unit, ...settings.energy },
      ...found,
      seconds: spent,
    };
    await run.writeJson(RESULTS_FILE, results as never);
    finished = true;
    return results;
  } finally {
    await run.close(finished ? 'done' : 'interrupted');
  }
}

const SECONDS_FILE = 'seconds.json';

async function stages(bench: Bench, { train, prune }: Config) {
  const trainings: TrainingRecord[] = [];
  const trained: { name: string; graph: Graph }[] = [];
  const trainAs = async (name: string, savers: readonly Plugin<'saver'>[]) => {
    const { graph, record } = await trainStage(bench, name, savers);
    trainings.push(record);
    trained.push({ name, graph });
    return graph;
  };
  let dense = bench.graph;
  if (train !== undefined) {
    const { savers } = train;
    if (train.baseline === true && savers.length > 0) await trainAs('baseline', []);
    dense = await trainAs(savers.map((saver) => saver.name).join('-') || 'standard', savers);
  } else {
    trained.push({ name: 'dense', graph: dense });
  }

  const checks: CheckRecord[] = [];
  for (const { name, graph } of trained) checks.push(...(await exchangeStage(bench, name, graph)));

  const prunings: PruningRecord[] = [];
  const pruned: { name: string; graph: Graph }[] = [];
  for (const strategy of prune?.strategies ?? []) {
    const name = uniqueName(strategy.name, pruned);
    const { bound } = prune!;
    const { graph, record } = await pruneStage(bench, { dense, strategy, bound, name });
    prunings.push(record);
    pruned.push({ name, graph });
    checks.push(...(await exchangeStage(bench, name, graph)));
  }

  // The test images are looked at here, once, when nothing is left to choose.
  const networks: NetworkRecord[] = [];
  for (const { name, graph } of [...trained, ...pruned]) {
    networks.push(await networkStage(bench, name, graph));
  }
  return { trainings, checks, prunings, networks };
}

function uniqueName(name: string, taken: readonly { readonly name: string }[]): string {
  const same = taken.filter((other) => other.name.replace(/-\d+$/, '') === name).length;
  return same === 0 ? name : `${name}-${same + 1}`;
}
