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
 * A graph whose filters and matrices are random, normal with variance 2 / fan-in (He et al. 2015), and
 * whose normalisations and biases differ from channel to channel: swapped channels cannot pass a check.
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
    const normal = (deviation: number) => () => deviation * stream.normal();
    const around = (centre: number) => () => centre + 0.1 * (2 * stream.next() - 1);
    replace(weightOf(node), (shape) => normal(Math.sqrt(2 / fanIn(shape))));
    if (node.op === 'BatchNormalization') {
      const [, scale, bias, mean, variance] = node.inputs;
      for (const name of [scale, variance]) replace(name, () => around(1));
      for (const name of [bias, mean]) replace(name, () => around(0));
    } else if (node.op === 'Conv' || node.op === 'Gemm' || node.op === 'ConvTranspose') {
      replace(node.inputs[2], () => around(0));
    }
  }
  return { ...graph, parameters, masks: {} };
}

/** Of a filter [M, C, R, S]; for matrices, which may be transposed, the geometric mean of both sides. */
const fanIn = (shape: readonly number[]): number =>
  Math.max(1, shape.length > 2 ? sizeOf(shape.slice(1)) : Math.sqrt(sizeOf(shape)));
