import type { Graph, Node, OperatorName } from '@picojoule/spec';
import { consumersOf, producersOf } from '../topology.ts';
import { backwardRuleOf } from './backward-rules.ts';
import type { Operand } from './operand.ts';

/** Operators that an accelerator applies to an output before it stores it, as Eyeriss does ReLU. */
const fusable: ReadonlySet<OperatorName> = new Set<OperatorName>([
  'BatchNormalization',
  'Clip',
  'HardSigmoid',
  'HardSwish',
  'Identity',
  'LeakyRelu',
  'PRelu',
  'Relu',
  'Sigmoid',
]);

/** Operators that only name or shape a value anew. */
const views: ReadonlySet<OperatorName> = new Set<OperatorName>([
  'Flatten',
  'Identity',
  'Reshape',
  'Squeeze',
  'Unsqueeze',
]);

/** What is stored of a graph's values, and where. */
export interface Fusion {
  /** True for a node that reads and writes no memory: a view, or one that is fused into its producer. */
  inPlace(node: Node): boolean;
  /** An output as it is stored, and a gradient as it is: behind the layers that are fused to it. */
  stored(operand: Operand): Operand;
}

/**
 * A layer's output is stored as what is left of it after the batch normalisation and activations that
 * follow, as long as each is the only reader of the one before. In training, only what its gradient
 * does not need the input of is fused: not batch normalisation, whose statistics come from the whole
 * batch, nor HardSwish and PRelu.
 */
export function fusionOf(graph: Graph, { training }: { readonly training: boolean }): Fusion {
  const consumers = consumersOf(graph);
  const producers = producersOf(graph);
  /** The node that is fused to whatever makes `value`. */
  const fusedTo = (value: string): Node | undefined => {
    const [reader, another] = consumers.get(value) ?? [];
    if (reader === undefined || another !== undefined || graph.outputs.includes(value)) return;
    if (!fusable.has(reader.op) || reader.inputs[0] !== value) return;
    return training && backwardRuleOf(reader.op).keeps === 'inputs' ? undefined : reader;
  };
  const storedAs = new Map<string, string>();
  const fused = new Set<Node>();
  for (const node of graph.nodes) {
    if (views.has(node.op) || fused.has(node)) continue;
    for (const output of node.outputs) {
      let last = output;
      for (let next = fusedTo(last); next !== undefined; next = fusedTo(last)) {
        fused.add(next);
        last = next.outputs[0]!;
      }
      storedAs.set(output, last);
    }
  }
  const inPlace = (node: Node) => views.has(node.op) || fused.has(node);
  const storedGradient = (value: string): string => {
    const producer = producers.get(value);
    const alone = (consumers.get(value)?.length ?? 0) <= 1;
    return producer !== undefined && alone && inPlace(producer)
      ? storedGradient(producer.inputs[0]!)
      : value;
  };
  return {
    inPlace,
    stored: (operand) =>
      operand.map((part) => ({
        ...part,
        of: part.gradient ? storedGradient(part.of) : (storedAs.get(part.of) ?? part.of),
      })),
  };
}
