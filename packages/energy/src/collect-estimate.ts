import type {
  EnergyEstimate,
  EnergyPart,
  EnergyUnit,
  LayerEnergy,
  Quantity,
  Unpriced,
  Workload,
} from '@picojoule/spec';

/** What a model says of one execution of a workload: its parts, or why it does not price it. */
export type Priced<Unit extends EnergyUnit = 'MAC'> =
  | { readonly parts: readonly EnergyPart<Unit>[] }
  | { readonly unpriced: string };

/** Prices workloads one by one and sums up. Of no image at all, nothing is spent. */
export function collectEstimate<Unit extends EnergyUnit>(
  unit: Unit,
  model: string,
  workloads: readonly Workload[],
  price: (workload: Workload) => Priced<Unit>,
): EnergyEstimate<Unit> {
  const layers: LayerEnergy<Unit>[] = [];
  const unpriced: Unpriced[] = [];
  let total = 0;
  for (const workload of workloads) {
    const { layer, pass } = workload;
    const priced = workload.batch === 0 ? { parts: [] } : price(workload);
    if ('unpriced' in priced) {
      unpriced.push({ layer, pass, reason: priced.unpriced });
      continue;
    }
    const parts = repeat(priced.parts, workload.repeats);
    let sum = 0;
    for (const { energy } of parts) sum += energy;
    layers.push({ layer, pass, total: sum as Quantity<Unit>, parts });
    total += sum;
  }
  return { unit, model, provenance: 'modelled', total: total as Quantity<Unit>, layers, unpriced };
}

const repeat = <Unit extends EnergyUnit>(
  parts: readonly EnergyPart<Unit>[],
  times = 1,
): readonly EnergyPart<Unit>[] =>
  times === 1
    ? parts
    : parts.map((part) => ({ ...part, energy: (part.energy * times) as Quantity<Unit> }));
