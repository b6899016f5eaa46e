import { type EnergyModel, joules, type Plugin } from '@picojoule/spec';
import { type CommandCall, optionValue } from '../errors.ts';
import { resolvePlugin } from '../plugins/resolve-plugin.ts';
import { macEnergyOfCount, macEnergyOfJoules } from './errors.ts';
import type { PriceSettings } from './price-settings.ts';

type Model = Plugin<'energy', EnergyModel>;

export interface ModelContext {
  readonly directory: string;
  readonly settings: Pick<PriceSettings, 'training'>;
  /** Of `--mac-energy`: picojoules, or the name of a technology. */
  readonly macEnergy: string | undefined;
  readonly call: CommandCall;
}

export const energyModel = async (name: string, context: ModelContext): Promise<Model> =>
  (await energyModels([name], context))[0]!;

/**
 * The energy models that a user names. For a training step they price all layers, unless they are told
 * not to; where the energy of a MAC is given, those in MACs are turned into joules.
 */
export async function energyModels(
  names: readonly string[],
  { directory, settings, macEnergy, call }: ModelContext,
): Promise<Model[]> {
  const preferred = settings.training ? { convAndFcOnly: false } : {};
  const models = await Promise.all(
    names.map((name) => resolvePlugin('energy', name, directory, preferred)),
  );
  if (macEnergy === undefined) return models;
  if (models.every(({ unit }) => unit === 'J')) throw macEnergyOfJoules(models[0]!.name, call);
  const { inJoules, technologies } = await import('@picojoule/energy');
  const technology = Object.entries(technologies).find(([name]) => name === macEnergy)?.[1];
  const picojoules = Number(macEnergy);
  if (technology === undefined && !(picojoules > 0 && Number.isFinite(picojoules))) {
    const known = ['picojoules', ...Object.keys(technologies)].join(', or ');
    throw optionValue('--mac-energy', macEnergy, known, call);
  }
  return models.map((model) => {
    const { proxy } = model.estimate([]);
    if (proxy !== undefined) throw macEnergyOfCount(model.name, proxy.counts, call);
    if (!inMacs(model)) return model;
    const energy = technology?.costs.MAC ?? joules(picojoules * 1e-12);
    return { ...inJoules(model, energy), name: model.name };
  });
}

const inMacs = (model: Model): model is Plugin<'energy', EnergyModel<'MAC'>> =>
  model.unit === 'MAC';
