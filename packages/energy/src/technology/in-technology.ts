import type { EnergyEstimate, EnergyModel, Joules } from '@picojoule/spec';
import { type Combined, combined, describe, layersNamed, record } from '../combine/combined.ts';
import { scaleEstimate, scaleExplanation } from '../combine/in-joules.ts';
import { TABLE_4 } from '../eyeriss/costs.ts';
import { type CostName, markedSource, relativeUncertainty, type Technology } from './technology.ts';

/** Costs of one 16-bit access or MAC, in MACs. */
export type RelativeCosts = Readonly<Record<CostName, number>>;

/** A technology's costs in units of its MAC, as the cost options of energy models take them. */
export function relativeCosts({ costs }: Technology): RelativeCosts {
  const inMacs = (name: CostName) => costs[name].energy / costs.MAC.energy;
  return {
    DRAM: inMacs('DRAM'),
    buffer: inMacs('buffer'),
    array: inMacs('array'),
    RF: inMacs('RF'),
    MAC: 1,
  };
}

/**
 * A model in joules whose every level costs what a technology's table says: `make` gets the costs in
 * MACs, and the prices of the model it makes are turned into joules.
 *
 * Uncertainty: one entry prices a level of all layers, so within a level it is fully correlated; the
 * entries are independent of one another. With energy E and relative uncertainty r of each level, that
 * of the total is `sqrt(sum (E r)^2)`; absent where no entry of the table states one. Levels that the
 * table does not name have the uncertainty of the MAC that their price is a multiple of.
 *
 * @example inTechnology(technologies['45nm'], (costs) => eyeriss({ costs }))
 */
export function inTechnology(
  technology: Technology,
  make: (costs: RelativeCosts) => EnergyModel<'MAC'>,
): Combined<'J'> {
  const { name, costs } = technology;
  const model = make(relativeCosts(technology));
  const factor = costs.MAC.energy;
  // The technology's name stands for its costs.
  const described = `${describe(make(TABLE_4))}, in ${name}`;
  const stated = Object.values(costs).some((entry) => entry.standardUncertainty !== undefined);
  const options = { technology: name, model: record(model) };
  return combined('in-technology', options, {
    unit: 'J',
    ...layersNamed([model]),
    estimate(workloads) {
      const estimate = scaleEstimate(model.estimate(workloads), factor, described);
      return stated
        ? { ...estimate, standardUncertainty: uncertaintyOf(estimate, technology) }
        : estimate;
    },
    explain(workload) {
      const found = model.explain?.(workload);
      if (found === undefined) return undefined;
      const { accesses, ...rest } = scaleExplanation(found, factor, markedSource(costs.MAC));
      return {
        ...rest,
        accesses: accesses.map((access) => ({
          ...access,
          source: markedSource(entryOf(technology, access.level)),
        })),
      };
    },
  });
}

function entryOf({ costs }: Technology, level: string) {
  return Object.hasOwn(costs, level) ? costs[level as CostName] : costs.MAC;
}

function uncertaintyOf({ layers }: EnergyEstimate<'J'>, technology: Technology): Joules {
  const byEntry = new Map<object, { readonly share: number; energy: number }>();
  for (const { level, energy } of layers.flatMap(({ parts }) => parts)) {
    const entry = entryOf(technology, level);
    const sum = byEntry.get(entry) ?? { share: relativeUncertainty(entry), energy: 0 };
    sum.energy += energy;
    byEntry.set(entry, sum);
  }
  return Math.hypot(...[...byEntry.values()].map(({ share, energy }) => share * energy)) as Joules;
}
