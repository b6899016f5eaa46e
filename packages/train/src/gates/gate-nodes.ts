import type { Node, NodeOf, OperatorName, Operators } from '@picojoule/spec';
import { GATE_WIDTH, type GateWeights } from './gate-weights.ts';

/** What goes from one gate of a network to the next: values ['batch', 10]. */
export interface LstmState {
  readonly hidden: string;
  readonly cell: string;
}

/** The nodes of one gate, and the names of what they make. */
export interface Gate {
  readonly nodes: readonly Node[];
  /** ['batch', 1]: how likely each image runs the block. */
  readonly probability: string;
  readonly state: LstmState;
}

const linear = { alpha: 1, beta: 1, transA: false, transB: true } as const;

/**
 * The gate of a block, from the feature map [batch, C, H, W] that the block takes: its global average,
 * a projection to 10, one step of the LSTM, a linear layer, a sigmoid. The LSTM is
 *
 *     i, f, g, o = sigmoid, sigmoid, tanh, sigmoid of (W x + U h + b)
 *     c' = f c + i g        h' = o tanh(c')
 *
 * with `tanh z = 2 sigmoid(2 z) - 1`. Its first step has the state zero, and leaves out what that makes zero.
 *
 * @param before The state after the gate before; absent for the first.
 */
export function gateNodes(
  block: string,
  featureMap: string,
  weights: GateWeights,
  before?: LstmState,
): Gate {
  const nodes: Node[] = [];
  const add = <Op extends OperatorName>(
    op: Op,
    name: string,
    inputs: readonly string[],
    attributes: Operators[Op],
    outputs: readonly string[] = [`${block}.gate.${name}`],
  ): string => {
    const made: NodeOf<Op> = { name: `${block}.gate.${name}`, op, inputs, outputs, attributes };
    nodes.push(made as unknown as Node);
    return outputs[0]!;
  };
  const tanhOf = (name: string, sigmoidOfDouble: string) => {
    const doubled = add('Mul', `${name}.scale`, [sigmoidOfDouble, weights.two], {});
    return add('Sub', name, [doubled, weights.one], {});
  };

  const mean = add('GlobalAveragePool', 'mean', [featureMap], {});
  const feature = add('Flatten', 'feature', [mean], { axis: 1 });
  const projected = add('Gemm', 'projection', [feature, ...weights.projections[block]!], linear);

  const { input, hidden, bias } = weights.lstm;
  let sum = add('Gemm', 'lstm.input', [projected, input, bias], linear);
  if (before !== undefined) {
    const recurrent = add('Gemm', 'lstm.hidden', [before.hidden, hidden], linear);
    sum = add('Add', 'lstm.sum', [sum, recurrent], {});
  }
  const scaled = add('Mul', 'lstm.scaled', [sum, weights.twoForCandidate], {});
  const activated = add('Sigmoid', 'lstm.activated', [scaled], {});
  const parts = ['input', 'forget', 'candidate', 'output'].map(
    (part) => `${block}.gate.lstm.activated.${part}`,
  );
  const [i, f, halfOfG, o] = parts as [string, string, string, string];
  const sizes = parts.map(() => GATE_WIDTH);
  add('Split', 'lstm.split', [activated], { axis: 1, sizes }, parts);
  const g = tanhOf('lstm.candidate', halfOfG);
  const written = add('Mul', 'lstm.written', [i, g], {});
  const cell =
    before === undefined
      ? written
      : add('Add', 'lstm.cell', [add('Mul', 'lstm.kept', [f, before.cell], {}), written], {});
  const doubled = add('Mul', 'lstm.doubled', [cell, weights.two], {});
  const squashed = tanhOf('lstm.squashed', add('Sigmoid', 'lstm.squashing', [doubled], {}));
  const state = { cell, hidden: add('Mul', 'lstm.state', [o, squashed], {}) };

  const logit = add('Gemm', 'logit', [state.hidden, ...weights.keep], linear);
  const probability = add('Sigmoid', 'probability', [logit], {});
  return { nodes, probability, state };
}
