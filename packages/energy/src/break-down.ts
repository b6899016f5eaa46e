import type { EnergyDataType, EnergyEstimate, EnergyUnit, Quantity } from '@picojoule/spec';

/** Energy per data type, in the papers' legend order; absent ones are 0. */
export function byDataType<Unit extends EnergyUnit>(
  estimate: EnergyEstimate<Unit>,
): Record<EnergyDataType, Quantity<Unit>> {
  const sums = { ifmap: 0, ofmap: 0, weight: 0, computation: 0 };
  for (const { parts } of estimate.layers) {
    for (const { dataType, energy } of parts) sums[dataType] += energy;
  }
  return sums as Record<EnergyDataType, Quantity<Unit>>;
}

/** Energy per level, as far as the model's parts name any. */
export function byLevel<Unit extends EnergyUnit>(
  estimate: EnergyEstimate<Unit>,
): ReadonlyMap<string, Quantity<Unit>> {
  const sums = new Map<string, Quantity<Unit>>();
  for (const { parts } of estimate.layers) {
    for (const { level, energy } of parts) addTo(sums, level, energy);
  }
  return sums;
}

/** Energy per layer, all its passes and rows together, in order of first appearance. */
export function byLayer<Unit extends EnergyUnit>(
  estimate: EnergyEstimate<Unit>,
): ReadonlyMap<string, Quantity<Unit>> {
  const sums = new Map<string, Quantity<Unit>>();
  for (const { layer, total } of estimate.layers) addTo(sums, layer, total);
  return sums;
}

function addTo<Unit extends EnergyUnit>(
  sums: Map<string, Quantity<Unit>>,
  key: string,
  energy: Quantity<Unit>,
): void {
  sums.set(key, ((sums.get(key) ?? 0) + energy) as Quantity<Unit>);
}
