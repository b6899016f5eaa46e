import type { EnergyModel, Plugin } from '@picojoule/spec';
import { resolvePlugin } from '../plugins/resolve-plugin.ts';
import type { PriceSettings } from './price-settings.ts';

/** The energy model that a user names; for a training step it prices all layers, unless it is told not to. */
export const energyModel = (
  name: string,
  directory: string,
  { training }: Pick<PriceSettings, 'training'>,
): Promise<Plugin<'energy', EnergyModel>> =>
  resolvePlugin('energy', name, directory, training ? { convAndFcOnly: false } : {});
