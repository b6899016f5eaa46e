import { type Graph, sizeOf } from '@picojoule/spec';
import { nonZeroOf } from './density.ts';
import { weightOf } from './parameter-roles.ts';

export interface WeightCount {
  readonly total: number;
  readonly nonZero: number;
}

/**
 * Filter and matrix elements (no biases, no batch norm: what the pruning papers count), in all and by
 * node. A weight that several nodes share is listed for each and counted once in the sum.
 */
export function countWeights(
  graph: Graph,
): WeightCount & { readonly byLayer: Readonly<Record<string, WeightCount>> } {
  const byLayer: Record<string, WeightCount> = {};
  const counted = new Map<string, WeightCount>();
  for (const node of graph.nodes) {
    const name = weightOf(node);
    if (name === undefined || !Object.hasOwn(graph.parameters, name)) continue;
    const parameter = graph.parameters[name]!;
    const count = counted.get(name) ?? {
      total: sizeOf(parameter.shape),
      nonZero: nonZeroOf(parameter, graph.masks[name]),
    };
    counted.set(name, count);
    byLayer[node.name] = count;
  }
  const counts = [...counted.values()];
  return {
    total: counts.reduce((sum, { total }) => sum + total, 0),
    nonZero: counts.reduce((sum, { nonZero }) => sum + nonZero, 0),
    byLayer,
  };
}
