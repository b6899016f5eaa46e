import { existsSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import type { Report } from '@picojoule/spec';
import { type CommandCall, optionsExclusive, optionValue } from '../errors.ts';
import { splitOutside } from '../plugins/split-outside.ts';
import { compareModels } from './compare-models.ts';
import { compareNetworks, type PricedNetwork } from './compare-networks.ts';
import { energyModel, energyModels, type ModelContext } from './energy-model.ts';
import { modelFor } from './model-for.ts';
import { type NetworkSource, TEXT_ENDING } from './network.ts';
import type { PriceSettings } from './price-settings.ts';

export interface ComparisonContext {
  readonly network: string;
  /** Where the user named one. */
  readonly energy: string | undefined;
  readonly defaultEnergy: string;
  readonly settings: PriceSettings;
  readonly open: (file: string) => Promise<NetworkSource>;
  readonly models: ModelContext;
  readonly call: CommandCall;
}

/** The network under the listed energy models; or, beside the listed network files, under one model. */
export async function compare(list: string, context: ComparisonContext): Promise<Report> {
  const items = splitOutside(list, ',').map((item) => item.trim());
  const files = items.filter((item) => isNetwork(item, context.models.directory));
  if (items.includes('') || (files.length > 0 && files.length < items.length)) {
    const expected = 'energy models or network files, separated by commas, not both';
    throw optionValue('--compare', list, expected, context.call);
  }
  return files.length > 0 ? ofNetworks(files, context) : ofModels([...new Set(items)], context);
}

const ENDINGS = [TEXT_ENDING, '.onnx'];
const isNetwork = (item: string, directory: string) =>
  ENDINGS.includes(extname(item).toLowerCase()) || existsSync(resolve(directory, item));

async function ofModels(names: readonly string[], context: ComparisonContext): Promise<Report> {
  const { energy, settings, open, call } = context;
  if (energy !== undefined) throw optionsExclusive('--energy', '--compare of models', call);
  const models = await energyModels(names, context.models);
  const network = (await open(context.network))(settings);
  return compareModels(
    network,
    models.map((model, i) => ({
      name: names[i]!,
      estimate: modelFor(model, network.workloads).estimate(network.workloads),
    })),
  );
}

async function ofNetworks(files: readonly string[], context: ComparisonContext): Promise<Report> {
  const { energy, defaultEnergy, settings, open } = context;
  const model = await energyModel(energy ?? defaultEnergy, context.models);
  const { parameters } = await import('@picojoule/energy');
  const priced: PricedNetwork[] = [];
  for (const file of [context.network, ...files]) {
    const network = (await open(file))(settings);
    const { workloads } = network;
    const weights = parameters().estimate(workloads).total;
    const estimate = modelFor(model, workloads).estimate(workloads);
    priced.push({ network, estimate, weights });
  }
  return compareNetworks(priced);
}
