import type { Graph, Node, Pass } from '@picojoule/spec';
import { trainableParameters, weightOf } from '../parameter-roles.ts';

/**
 * Which passes a layer has in a training step. A gradient is computed where a learned parameter is, or
 * lies behind: so the first layer has none of its input. Only layers with MACs have weight gradients
 * and updates; those of biases, batch normalisation and slopes are left out.
 */
export function wantedPasses(graph: Graph): (node: Node, pass: Pass) => boolean {
  const learned = new Set(trainableParameters(graph).map(({ name }) => name));
  const depends = new Set(learned);
  for (const { inputs, outputs } of graph.nodes) {
    if (inputs.some((name) => depends.has(name))) for (const name of outputs) depends.add(name);
  }
  const inner = (name: string) => depends.has(name) && !learned.has(name);
  return (node, pass) => {
    const weight = weightOf(node);
    switch (pass) {
      case 'input-gradient':
        return weight === undefined ? node.inputs.some(inner) : inner(node.inputs[0]!);
      case 'weight-gradient':
        return weight !== undefined && depends.has(weight);
      case 'update':
        return weight !== undefined && learned.has(weight);
      default:
        return pass === 'forward' || weight !== undefined;
    }
  };
}
