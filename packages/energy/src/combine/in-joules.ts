import type {
  EnergyEstimate,
  EnergyModel,
  Joules,
  LayerExplanation,
  Quantity,
  Workload,
} from '@picojoule/spec';
import { badEnergyPerMac, notInMacs } from '../errors.ts';
import { markedSource, relativeUncertainty, type TableEntry } from '../technology/technology.ts';
import { type Combined, combined, describe, layersNamed, record } from './combined.ts';

/**
 * A model in joules from one in MACs: every energy times that of one 16-bit MAC, a number of joules or
 * an entry of a technology's table.
 *
 * The factor is the same for all layers, so its uncertainty is fully correlated over them: with
 * relative uncertainty r of the entry and uncertainty u of the model, that of a total E is
 * `sqrt((E r)^2 + (factor u)^2)`.
 *
 * @example inJoules(eyeriss(), technologies['65nm'].costs.MAC)
 * @throws PicojouleError `ENERGY_PER_MAC` when it is no energy, `ENERGY_UNITS` for a model that is not in MACs.
 */
export function inJoules(
  model: EnergyModel<'MAC'>,
  energyPerMac: Joules | TableEntry,
): Combined<'J'> {
  if (model.unit !== 'MAC') throw notInMacs(describe(model), model.unit);
  const { factor, spread, source } = factorOf(energyPerMac);
  const options = { model: record(model), energyPerMac };
  return combined('in-joules', options, {
    unit: 'J',
    ...layersNamed([model]),
    estimate(workloads) {
      const found = model.estimate(workloads);
      const described = `${found.model}, ${factor * 1e12} pJ per MAC`;
      const estimate = scaleEstimate(found, factor, described);
      const { standardUncertainty: own } = found;
      if (own === undefined && spread === undefined) return estimate;
      const standardUncertainty = Math.hypot(
        estimate.total * (spread ?? 0),
        factor * (own ?? 0),
      ) as Joules;
      return { ...estimate, standardUncertainty };
    },
    ...(model.explain !== undefined && {
      explain(workload: Workload) {
        const found = model.explain?.(workload);
        return found === undefined ? undefined : scaleExplanation(found, factor, source);
      },
    }),
  });
}

function factorOf(energyPerMac: Joules | TableEntry) {
  const entry = typeof energyPerMac === 'number' ? undefined : energyPerMac;
  const factor = entry?.energy ?? (energyPerMac as Joules);
  if (!(factor >= 0 && Number.isFinite(factor))) throw badEnergyPerMac(factor);
  const spread = entry?.standardUncertainty === undefined ? undefined : relativeUncertainty(entry);
  return {
    factor,
    spread,
    source: entry === undefined ? 'energy of one MAC as given' : markedSource(entry),
  };
}

/** An estimate in joules; its uncertainty is left to the caller. */
export function scaleEstimate(
  { total, layers, unpriced }: EnergyEstimate<'MAC'>,
  factor: number,
  model: string,
): EnergyEstimate<'J'> {
  const scaled = (energy: Quantity<'MAC'>) => (energy * factor) as Joules;
  return {
    unit: 'J',
    model,
    provenance: 'modelled',
    total: scaled(total),
    layers: layers.map((layer) => ({
      ...layer,
      total: scaled(layer.total),
      parts: layer.parts.map((part) => ({ ...part, energy: scaled(part.energy) })),
    })),
    unpriced,
  };
}

export function scaleExplanation(
  explanation: LayerExplanation<'MAC'>,
  factor: number,
  source: string,
): LayerExplanation<'J'> {
  return {
    ...explanation,
    accesses: explanation.accesses.map((access) => ({
      ...access,
      energy: (access.energy * factor) as Joules,
      cost: (access.cost * factor) as Joules,
      source: `${access.source}, times ${factor * 1e12} pJ (${source})`,
    })),
  };
}
