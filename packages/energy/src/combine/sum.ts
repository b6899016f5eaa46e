import type {
  EnergyModel,
  EnergyPart,
  EnergyUnit,
  LayerEnergy,
  LayerExplanation,
  Quantity,
  Workload,
} from '@picojoule/spec';
import {
  addUncertainties,
  type Combined,
  combined,
  describe,
  layersNamed,
  record,
  unitOf,
} from './combined.ts';

/**
 * A model that prices what all of its models price, at the sum of their prices: such as a chip and the
 * sensor that feeds it. A workload that one of them does not price is unpriced, with that model's
 * reason. Parts of one data type and level add up; so do uncertainties, as if fully correlated.
 *
 * Models of two units do not compile.
 *
 * @throws PicojouleError `ENERGY_UNITS`.
 */
export function sum(
  first: EnergyModel<'MAC'>,
  ...others: readonly EnergyModel<'MAC'>[]
): Combined<'MAC'>;
export function sum(first: EnergyModel<'J'>, ...others: readonly EnergyModel<'J'>[]): Combined<'J'>;
export function sum<Unit extends EnergyUnit>(
  ...models: readonly EnergyModel<Unit>[]
): Combined<Unit> {
  const unit = unitOf('sum', models);
  const whyNot = (workload: Workload): string | undefined => {
    for (const model of models) {
      const [reason] = model.estimate([workload]).unpriced;
      if (reason !== undefined) return `${describe(model)}: ${reason.reason}`;
    }
    return undefined;
  };
  return combined(
    'sum',
    { models: models.map(record) },
    {
      unit,
      ...layersNamed(models),
      estimate(workloads) {
        const reasons = workloads.map(whyNot);
        const priced = workloads.filter((_, i) => reasons[i] === undefined);
        const estimates = models.map((model) => model.estimate(priced));
        return {
          unit,
          model: estimates.map(({ model }) => model).join(' + '),
          provenance: 'modelled',
          total: addAll(estimates.map(({ total }) => total)),
          layers: priced.map((_, i) => addLayers(estimates.map(({ layers }) => layers[i]!))),
          unpriced: workloads.flatMap(({ layer, pass }, i) => {
            const reason = reasons[i];
            return reason === undefined ? [] : [{ layer, pass, reason }];
          }),
          ...addUncertainties(estimates.map(({ standardUncertainty }) => standardUncertainty)),
        };
      },
      explain(workload) {
        const all = models.map((model) => model.explain?.(workload));
        const known = all.filter((each) => each !== undefined);
        return known.length < all.length ? undefined : joinExplanations(known);
      },
    },
  );
}

const addAll = <Unit extends EnergyUnit>(terms: readonly Quantity<Unit>[]) =>
  terms.reduce((total, term) => total + term, 0) as Quantity<Unit>;

function addLayers<Unit extends EnergyUnit>(
  layers: readonly LayerEnergy<Unit>[],
): LayerEnergy<Unit> {
  const { layer, pass } = layers[0]!;
  const parts = new Map<string, EnergyPart<Unit>>();
  for (const part of layers.flatMap((each) => each.parts)) {
    const key = `${part.dataType} ${part.level}`;
    const before = parts.get(key);
    const energy = addAll(before === undefined ? [part.energy] : [before.energy, part.energy]);
    parts.set(key, { ...part, energy });
  }
  return {
    layer,
    pass,
    total: addAll(layers.map(({ total }) => total)),
    parts: [...parts.values()],
  };
}

/** One after the other; the activity is that of the only machine that states one. */
function joinExplanations<Unit extends EnergyUnit>(
  all: readonly LayerExplanation<Unit>[],
): LayerExplanation<Unit> {
  const { layer, pass } = all[0]!;
  const [activity, another] = all.flatMap((each) => each.activity ?? []);
  return {
    layer,
    pass,
    mapping: all.flatMap(({ mapping }) => mapping),
    loops: all.flatMap(({ loops }) => loops),
    accesses: all.flatMap(({ accesses }) => accesses),
    ...(activity !== undefined && another === undefined && { activity }),
  };
}
