import type {
  EnergyEstimate,
  EnergyModel,
  EnergyUnit,
  LayerEnergy,
  Quantity,
  Unpriced,
  Workload,
} from '@picojoule/spec';
import { addUncertainties, describe } from './combined.ts';

/** The model that prices a workload, or why none does. */
export type Choice<Unit extends EnergyUnit> =
  | { readonly model: EnergyModel<Unit> }
  | { readonly unpriced: string };

/** What a model calls itself: with what it says of its share of the work, where it has one. */
export type NameOf<Unit extends EnergyUnit> = (model: EnergyModel<Unit>) => string;

/** A model that leaves each workload to one of others; `name` puts the names of these together. */
export function dispatch<Unit extends EnergyUnit>(
  unit: Unit,
  name: (of: NameOf<Unit>) => string,
  choose: (workload: Workload) => Choice<Unit>,
): EnergyModel<Unit> {
  return {
    unit,
    estimate(workloads): EnergyEstimate<Unit> {
      const layers: LayerEnergy<Unit>[] = [];
      const unpriced: Unpriced[] = [];
      const shares = new Map<EnergyModel<Unit>, Workload[]>();
      for (const workload of workloads) {
        const chosen = choose(workload);
        if ('unpriced' in chosen) {
          const { layer, pass } = workload;
          unpriced.push({ layer, pass, reason: chosen.unpriced });
          continue;
        }
        const found = chosen.model.estimate([workload]);
        layers.push(...found.layers);
        unpriced.push(...found.unpriced);
        if (found.unpriced.length > 0) continue;
        const share = shares.get(chosen.model);
        if (share === undefined) shares.set(chosen.model, [workload]);
        else share.push(workload);
      }
      // How layers correlate only their model knows: it is asked once for all that it prices.
      const wholes = new Map([...shares].map(([model, share]) => [model, model.estimate(share)]));
      const uncertainties = [...wholes.values()].map((whole) => whole.standardUncertainty);
      return {
        unit,
        model: name((model) => wholes.get(model)?.model ?? describe(model)),
        provenance: 'modelled',
        total: layers.reduce((total, layer) => total + layer.total, 0) as Quantity<Unit>,
        layers,
        unpriced,
        ...addUncertainties(uncertainties),
      };
    },
    explain(workload) {
      const chosen = choose(workload);
      return 'model' in chosen ? chosen.model.explain?.(workload) : undefined;
    },
  };
}
