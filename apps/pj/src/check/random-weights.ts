import { weightOf } from '@picojoule/graph';
import {
  createRandom,
  type FillTensor,
  type Graph,
  sizeOf,
  type Tensor,
  tensor,
} from '@picojoule/spec';

/**
 * A graph whose filters and matrices are random, uniform with variance 2 / fan-in (He et al. 2015), and
 * whose normalisations and biases differ from channel to channel: swapped channels cannot pass a check.
 * What a final softmax sees becomes an output too, as random networks saturate it.
 */
export function randomWeights(graph: Graph, seed: number): Graph {
  const random = createRandom(seed, 'weights');
  const parameters: Record<string, Tensor | FillTensor> = { ...graph.parameters };
  const replace = (name: string | undefined, draw: (shape: readonly number[]) => () => number) => {
    const old = name === undefined ? undefined : graph.parameters[name];
    if (name === undefined || old?.type !== 'float32') return;
    const next = draw(old.shape);
    parameters[name] = tensor(old.shape, Float32Array.from({ length: sizeOf(old.shape) }, next));
  };
  for (const node of graph.nodes) {
    const stream = random.split(node.name);
    const around = (centre: number, reach: number) => () =>
      centre + reach * (2 * stream.next() - 1);
    replace(weightOf(node), (shape) => around(0, Math.sqrt(6 / fanIn(shape))));
    if (node.op === 'BatchNormalization') {
      const [, scale, bias, mean, variance] = node.inputs;
      for (const name of [scale, variance]) replace(name, () => around(1, 0.1));
      for (const name of [bias, mean]) replace(name, () => around(0, 0.1));
    } else if (node.op === 'Conv' || node.op === 'Gemm' || node.op === 'ConvTranspose') {
      replace(node.inputs[2], () => around(0, 0.1));
    }
  }
  const logits = graph.nodes
    .filter(({ op, outputs }) => op === 'Softmax' && graph.outputs.includes(outputs[0]!))
    .map(({ inputs }) => inputs[0]!);
  return { ...graph, outputs: [...new Set([...graph.outputs, ...logits])], parameters, masks: {} };
}

/** Of a filter [M, C, R, S]; for matrices, which may be transposed, the geometric mean of both sides. */
const fanIn = (shape: readonly number[]): number =>
  Math.max(1, shape.length > 2 ? sizeOf(shape.slice(1)) : Math.sqrt(sizeOf(shape)));
