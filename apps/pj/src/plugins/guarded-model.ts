import type {
  EnergyEstimate,
  EnergyModel,
  EnergyUnit,
  LayerEnergy,
  Plugin,
  Workload,
} from '@picojoule/spec';
import { isPicojouleError } from '../errors.ts';
import { pluginAnswer, pluginFails } from './errors.ts';

type Model = Plugin<'energy', EnergyModel>;

/** A third party's model, whose failures and impossible answers are told as its own. */
export function guardedModel(model: Model): Model {
  const { name } = model;
  return {
    ...model,
    estimate(workloads) {
      const found = guard(name, 'estimate', () => model.estimate([...workloads]));
      const problem = problemOf(found, model.unit, workloads.length);
      if (problem !== undefined) throw pluginAnswer(name, problem);
      return found;
    },
    ...(model.explain !== undefined && {
      explain: (workload: Workload) => guard(name, 'explain', () => model.explain?.(workload)),
    }),
  };
}

function guard<T>(name: string, hook: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw isPicojouleError(error) ? error : pluginFails(name, hook, error);
  }
}

/** Sums of rounded numbers differ by less. */
const TOLERANCE = 1e-6;

function problemOf(found: EnergyEstimate, unit: string, workloads: number): string | undefined {
  const { total, layers, unpriced, ...stated } = (found ?? {}) as Partial<EnergyEstimate>;
  if (!Array.isArray(layers) || !Array.isArray(unpriced))
    return 'its estimate has no lists of layers and of what is unpriced';
  const wrong = [total, ...layers.map((layer: { total: number }) => layer.total)].find(
    (energy) => !(Number.isFinite(energy) && energy! >= 0),
  );
  if (wrong !== undefined || total === undefined) return `${String(wrong)} is no energy`;
  if (stated.unit !== unit) return `its unit is ${unit}, that of its estimate ${stated.unit}`;
  if (stated.provenance !== 'modelled') return `its energies are called ${stated.provenance}`;
  const named = layers.length + unpriced.length;
  if (named !== workloads)
    return `of ${workloads} workloads it names ${named} as priced or unpriced`;
  const all: readonly LayerEnergy<EnergyUnit>[] = layers;
  const torn = all.find(({ parts, ...layer }) => !isSum(layer.total, parts.map(energyOf)));
  if (torn !== undefined) return `the parts of layer "${torn.layer}" do not sum to its total`;
  return isSum(total, all.map(totalOf)) ? undefined : 'its layers do not sum to its total';
}

const energyOf = ({ energy }: { readonly energy: number }) => energy;
const totalOf = ({ total }: { readonly total: number }) => total;

function isSum(total: number, terms: readonly number[]): boolean {
  const sum = terms.reduce((a, b) => a + b, 0);
  return Math.abs(total - sum) <= TOLERANCE * Math.max(total, sum);
}
