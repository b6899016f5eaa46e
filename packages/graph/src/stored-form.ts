import type { Graph, OperatorName } from '@picojoule/spec';
import type { PassOperands } from './pass-work.ts';
import { consumersOf } from './topology.ts';

/** Operators that an accelerator applies to an output before it stores it, as Eyeriss does ReLU. */
const fused: ReadonlySet<OperatorName> = new Set<OperatorName>([
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

/**
 * Puts in place of a layer's output the value that it is stored as: what is left of it after the batch
 * normalisation and activations that follow, as long as each is the only reader of the one before.
 */
export function storedForm(graph: Graph): (operands: PassOperands) => PassOperands {
  const consumers = consumersOf(graph);
  const storedAs = (output: string): string => {
    const [reader, another] = consumers.get(output) ?? [];
    if (reader === undefined || another !== undefined || graph.outputs.includes(output)) {
      return output;
    }
    const fuses = fused.has(reader.op) && reader.inputs[0] === output;
    return fuses ? storedAs(reader.outputs[0]!) : output;
  };
  return (operands) => {
    const { output } = operands;
    if (output === undefined || output.gradient) return operands;
    return { ...operands, output: { of: storedAs(output.of), gradient: false } };
  };
}
