import { weightOf, withMasks, workloadsOf } from '@picojoule/graph';
import {
  type EnergyModel,
  type EnergyUnit,
  type Graph,
  type Quantity,
  sizeOf,
} from '@picojoule/spec';

/**
 * The share of the removable energy that pruning removed. Feature maps cost energy that no pruning
 * can remove, so it is `(dense - pruned) / (dense - empty)`, where `empty` is the same network with no
 * weight left, and all three are priced with the activation densities of the dense network. Where nothing
 * is removable, it is 0.
 */
export interface RemovableShare<Unit extends EnergyUnit = EnergyUnit> {
  readonly dense: Quantity<Unit>;
  readonly pruned: Quantity<Unit>;
  readonly empty: Quantity<Unit>;
  readonly share: number;
}

export function removableShare<Unit extends EnergyUnit>(
  { dense, pruned }: { readonly dense: Graph; readonly pruned: Graph },
  {
    model,
    batch,
    bits,
    densities,
  }: {
    readonly model: EnergyModel<Unit>;
    readonly batch: number;
    readonly bits: number;
    /** Measured on the dense network. */
    readonly densities: Readonly<Record<string, number>>;
  },
): RemovableShare<Unit> {
  const price = (graph: Graph) =>
    model.estimate(workloadsOf(graph, { batch, bits, densities })).total;
  const energy = {
    dense: price(dense),
    pruned: price(pruned),
    empty: price(withoutWeights(dense)),
  };
  const removable = energy.dense - energy.empty;
  return { ...energy, share: removable === 0 ? 0 : (energy.dense - energy.pruned) / removable };
}

/** The same network with every filter and matrix pruned whole. */
export function withoutWeights(graph: Graph): Graph {
  const masks = graph.nodes.flatMap((node) => {
    const name = weightOf(node);
    const weight = name === undefined ? undefined : graph.parameters[name];
    return name === undefined || weight === undefined
      ? []
      : [[name, new Uint8Array(sizeOf(weight.shape))] as const];
  });
  return withMasks(graph, Object.fromEntries(masks));
}
