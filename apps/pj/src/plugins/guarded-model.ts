import type { EnergyEstimate, EnergyModel, Plugin, Workload } from '@picojoule/spec';
import { isPicojouleError } from '../terminal/report-error.ts';
import { pluginAnswer, pluginFails } from './errors.ts';

type Model = Plugin<'energy', EnergyModel>;

/** A third party's model, whose failures and impossible answers are told as its own. */
export function guardedModel(model: Model): Model {
  const { name } = model;
  return {
    ...model,
    estimate(workloads) {
      const found = guard(name, 'estimate', () => model.estimate(workloads));
      const problem = problemOf(found, workloads);
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

function problemOf(found: EnergyEstimate, workloads: readonly Workload[]): string | undefined {
  const { total, layers, unpriced } = (found ?? {}) as Partial<EnergyEstimate>;
  if (!Array.isArray(layers) || !Array.isArray(unpriced))
    return 'its estimate has no lists of layers and of what is unpriced';
  const wrong = [total, ...layers.map((layer: { total: number }) => layer.total)].find(
    (energy) => !(Number.isFinite(energy) && energy! >= 0),
  );
  if (wrong !== undefined || total === undefined) return `${String(wrong)} is no energy`;
  const named = layers.length + unpriced.length;
  return named === workloads.length
    ? undefined
    : `of ${workloads.length} workloads it names ${named} as priced or unpriced`;
}
