import { join } from 'node:path';
import type { Config, Graph, Plugin } from '@picojoule/spec';
import * as v from 'valibot';
import type { Bench } from './bench.ts';
import { checkRecord } from './check-record.ts';
import { exchangeStage } from './exchange-stage.ts';
import { networkStage } from './network-record.ts';
import { type BenchOptions, withBench } from './open-bench.ts';
import { pruneStage } from './prune-stage.ts';
import type {
  CheckRecord,
  NetworkRecord,
  PruningRecord,
  Results,
  TrainingRecord,
} from './results.ts';
import { deviceRecord, RESULTS_FILE } from './results.ts';
import { trainStage } from './train-stage.ts';

/**
 * The main job: train (if configured) with savers and without, exchange through ONNX, price, prune with
 * each strategy under the bound, and judge every resulting file in ONNX Runtime on the test images,
 * which nothing before has seen. Every stage is kept in the run folder; a run that was stopped goes on.
 *
 * @throws PicojouleError `RUN_INTERRUPTED` after saving, when the signal aborts.
 */
export const runMainJob = (options: BenchOptions): Promise<Results> =>
  withBench(options, async (bench) => {
    const { config, graph, backend } = options;
    const found = await stages(bench, config);
    const [model] = bench.models;
    const { proxy } = model.estimate([]);
    const results: Results = {
      title: config.name ?? graph.name,
      backend: backend.name,
      ...devicesOf(bench),
      dataset: bench.dataset.info.title,
      seed: bench.settings.seed,
      energy: {
        ...{ model: model.name, unit: model.unit, ...bench.settings.energy },
        ...(proxy !== undefined && { proxy }),
      },
      ...found,
      seconds: bench.seconds,
    };
    await bench.run.writeJson(RESULTS_FILE, results as never);
    return results;
  });

function devicesOf({ run }: Bench): Pick<Results, 'devices'> {
  const { devices } = run.manifest.details;
  if (devices === undefined) return {};
  return { devices: checkRecord(join(run.directory, 'run.json'), v.array(deviceRecord), devices) };
}

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
