import { resolve } from 'node:path';
import type { Config, EnergyModel, Graph, Plugin } from '@picojoule/spec';
import type { PortChoice } from '../board/board-at.ts';
import type { Invocation } from '../command.ts';
import { modelFor } from '../estimate/model-for.ts';
import { DEFAULTS } from '../main-job/settings.ts';
import { readModel } from '../model/read-model.ts';
import { chooseBackend } from '../plugins/choose-backend.ts';
import { pluginTwice } from '../plugins/errors.ts';
import { guardedModel } from '../plugins/guarded-model.ts';
import { resolvePlugin } from '../plugins/resolve-plugin.ts';
import { showRun } from './show-run.ts';
import { runTools } from './tools.ts';

export interface RunRequest {
  readonly config: Config;
  /** Where paths in the config start. */
  readonly configDirectory: string;
  /** The run folder, relative to where the user stands; `runs/<name>` when absent. */
  readonly folder: string | undefined;
  /** Of the run, where the config gives none. */
  readonly name: string;
  readonly backend: string | undefined;
  /** Where the board is, for a command that asks. */
  readonly at?: PortChoice;
}

/** Runs a config into its folder, writes the report and prints what was found. */
export async function runConfig(request: RunRequest, invocation: Invocation): Promise<void> {
  const { config, configDirectory } = request;
  const { progress, listenForInterrupt, directory } = invocation;
  const name = config.name ?? request.name;
  const backend = await chooseBackend({
    name: request.backend,
    configured: config.backend,
    directory,
    progress,
    at: request.at,
  });
  const graph =
    typeof config.model === 'string'
      ? (await readModel(config.model, configDirectory, { progress })).graph
      : config.model;
  const folder = resolve(directory, request.folder ?? `runs/${name}`);
  const { runnableGraph } = await import('./runnable-graph.ts');
  const runnable = runnableGraph(graph, config, backend);
  if (runnable !== graph) progress.line('Note: the model fixes its batch, and is run with others.');
  const { runMainJob } = await import('../main-job/index.ts');
  await runMainJob({
    config: { ...config, name },
    graph: runnable,
    backend,
    models: await modelsOf(config, runnable, directory),
    directory: folder,
    tools: runTools(),
    progress,
    listenForInterrupt,
    now: Date.now,
  });
  await showRun(folder, invocation);
}

type Models = readonly [Plugin<'energy', EnergyModel>, ...Plugin<'energy', EnergyModel>[]];

/**
 * The configured models, else the default. Refused now: one that names a layer which is not there, and two of
 * one name, as their energies stand under it.
 */
async function modelsOf({ energy = [] }: Config, graph: Graph, directory: string): Promise<Models> {
  for (const { name } of energy) {
    const places = energy.flatMap((other, at) => (other.name === name ? [`energy[${at}]`] : []));
    if (places.length > 1) throw pluginTwice('energy', name, 'The config', places, false);
  }
  const { workloadsOf } = await import('@picojoule/graph');
  const { batch, bits } = DEFAULTS.energy;
  const workloads = workloadsOf(graph, { batch, bits });
  const [first, ...others] = energy.map((model) => modelFor(guardedModel(model), workloads));
  return [first ?? (await resolvePlugin('energy', 'eyeriss', directory)), ...others];
}
