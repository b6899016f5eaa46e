import {
  type ExecutionBackend,
  type Graph,
  type NodeOf,
  type OperatorName,
  type Plugin,
  type Tensor,
  type Tensors,
  tensor,
  valuesOf,
} from '@picojoule/spec';
import { asPlugin } from '../as-plugin.ts';
import { crossEntropy } from '../reference/cross-entropy.ts';
import { densityOf } from '../reference/network.ts';
import { referenceOperator } from '../reference/operators.ts';
import { referenceCapabilities } from '../reference/reference-backend.ts';
import { sessionOf } from '../reference/session-of.ts';

/**
 * Keeps parameters, masks and checkpoints as a backend must, and computes nothing: every value is zero,
 * training changes nothing, no work is executed and the ledger is empty.
 */
export const nullBackend = (): Plugin<'backend', ExecutionBackend> =>
  asPlugin('backend', 'null', {
    capabilities: {
      ...referenceCapabilities,
      gates: false,
      emulatedBits: [],
      gradientRules: ['exact'],
      updateRules: ['sgd', 'frozen'],
    },
    open: async (graph, options) =>
      sessionOf(graph, options, {
        run(_, inputs, { taps = [], densities = [] }) {
          const values = { ...zeros(graph, inputs), ...inputs };
          const shown = [...graph.outputs, ...taps].map((name) => [name, values[name]!]);
          const shares = densities.map((name) => [name, densityOf(values[name]!.values)]);
          return {
            tensors: Object.fromEntries(shown),
            densities: Object.fromEntries(shares),
            ledger: [],
          };
        },
        train(_, { inputs, labels }) {
          const logits = zeros(graph, inputs)[graph.outputs[0]!]!;
          const { loss, correct } = crossEntropy(logits.values, labels);
          return { loss, correct, ledger: [] };
        },
      }),
  });

/** Every value that a node makes, all zero, in its shape. */
function zeros(graph: Graph, inputs: Tensors): Record<string, Tensor> {
  const shapes = new Map(
    [...Object.entries(graph.parameters), ...Object.entries(inputs)].map(([name, { shape }]) => [
      name,
      shape,
    ]),
  );
  const made = graph.nodes.map((node) => {
    const taken = node.inputs.filter((name) => name !== '').map((name) => shapes.get(name)!);
    const shape = referenceOperator(node)!.shape(node as NodeOf<OperatorName>, taken);
    shapes.set(node.outputs[0]!, shape);
    const values = valuesOf({ type: 'float32', shape, fill: 0 });
    return [node.outputs[0]!, tensor(shape, values)] as const;
  });
  return Object.fromEntries(made);
}
