import {
  API_VERSION,
  type EnergyModel,
  type EnergyUnit,
  isPlugin,
  PLUGIN,
  type Plugin,
  type Quantity,
} from '@picojoule/spec';
import { mixedUnits } from '../errors.ts';

/** An energy model made of others, as a plugin, so that a config takes it like any other. */
export type Combined<Unit extends EnergyUnit> = Plugin<'energy', EnergyModel<Unit>>;

/** Brands a model that was made of others; `options` say of which. */
export const combined = <Unit extends EnergyUnit>(
  name: string,
  options: unknown,
  model: EnergyModel<Unit>,
): Combined<Unit> => ({
  ...model,
  [PLUGIN]: true,
  apiVersion: API_VERSION,
  kind: 'energy',
  name,
  options,
});

/** All layers that the settings of some models name. */
export function layersNamed(
  models: readonly EnergyModel[],
  own: readonly string[] = [],
): { readonly layerNames?: readonly string[] } {
  const names = new Set([...own, ...models.flatMap(({ layerNames = [] }) => layerNames)]);
  return names.size === 0 ? {} : { layerNames: [...names] };
}

/** What a model calls itself, with its settings. */
export const describe = (model: EnergyModel): string => model.estimate([]).model;

/** A model as a run's record names it. */
export const record = (model: EnergyModel): unknown =>
  isPlugin(model) ? { name: model.name, options: model.options } : describe(model);

/** @throws PicojouleError `ENERGY_UNITS`, for callers that the types do not hold. */
export function unitOf<Unit extends EnergyUnit>(
  name: string,
  models: readonly EnergyModel<Unit>[],
): Unit {
  const [unit, another] = new Set(models.map((model) => model.unit));
  if (unit === undefined || another !== undefined) throw mixedUnits(name, models.map(describe));
  return unit;
}

/**
 * Standard uncertainties of models that may share a table add up, as of fully correlated quantities: a
 * bound from above. Undefined where none is stated.
 */
export function addUncertainties<Unit extends EnergyUnit>(
  stated: readonly (Quantity<Unit> | undefined)[],
): { readonly standardUncertainty?: Quantity<Unit> } {
  const known = stated.filter((u) => u !== undefined);
  if (known.length === 0) return {};
  return { standardUncertainty: known.reduce((sum, u) => sum + u, 0) as Quantity<Unit> };
}
