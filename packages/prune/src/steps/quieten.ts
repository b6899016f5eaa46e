import { consumersOf, producersOf } from '@picojoule/graph';
import { type Graph, type NodeOf, valuesOf } from '@picojoule/spec';

/**
 * Makes feature maps sparser: before every ReLU, the batch normalisation's bias is lowered by
 * `deviations` times its scale, the standard deviation of what it gives out. The smallest activations
 * become zeros, which cost neither movement nor MACs; fine-tuning makes up for the rest.
 *
 * A ReLU behind an addition is reached through the first summand that a batch normalisation gives. A
 * batch normalisation that anything else reads is left alone, and so is a ReLU without one.
 *
 * @param deviations 0 changes nothing.
 */
export function quieten(graph: Graph, deviations: number): Graph {
  if (deviations === 0) return graph;
  const parameters = { ...graph.parameters };
  for (const [, scale, bias] of normalisationsBeforeRelu(graph)) {
    const shift = valuesOf(parameters[scale!]!).map((gamma) => deviations * Math.abs(gamma));
    const { shape } = parameters[bias!]!;
    const values = valuesOf(parameters[bias!]!).map((beta, channel) => beta - shift[channel]!);
    parameters[bias!] = { type: 'float32', shape, values };
  }
  return { ...graph, parameters };
}

/** The inputs of the batch normalisations that alone decide what is zero behind a ReLU. */
function normalisationsBeforeRelu(graph: Graph): (readonly string[])[] {
  const producers = producersOf(graph);
  const consumers = consumersOf(graph);
  const behind = (value: string): NodeOf<'BatchNormalization'> | undefined => {
    if (consumers.get(value)?.length !== 1 || graph.outputs.includes(value)) return undefined;
    const node = producers.get(value);
    if (node?.op === 'BatchNormalization') return node;
    if (node?.op !== 'Add') return undefined;
    for (const summand of node.inputs) {
      const found = behind(summand);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return graph.nodes.flatMap((node) => {
    const found = node.op === 'Relu' ? behind(node.inputs[0]!) : undefined;
    return found === undefined ? [] : [found.inputs];
  });
}
