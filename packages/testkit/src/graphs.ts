import { createRandom, type Graph, type Node, type Tensor, tensor } from '@picojoule/spec';

/** Size of a network made here; all of it may be left out. */
export interface TestGraphOptions {
  readonly name?: string;
  readonly seed?: number;
  /** [C, H, W] of the input. */
  readonly shape?: readonly [number, number, number];
  readonly filters?: number;
  readonly classes?: number;
  readonly blocks?: number;
}

/**
 * A small residual classifier as a plain value: conv 3x3 with bias, relu, then `blocks` times
 * (conv 3x3, relu, conv 3x3, added to the shortcut, relu), global average pool, flatten, gemm.
 * The first block is `block1`, its nodes `block1.conv1`, `block1.relu`, `block1.conv2`, `block1.add`.
 */
export function smallGraph(options: TestGraphOptions = {}): Graph {
  const {
    name = 'small',
    seed = 1,
    shape = [1, 6, 6],
    filters = 3,
    classes = 3,
    blocks = 1,
  } = options;
  const random = createRandom(seed, 'small-graph');
  const nodes: Node[] = [];
  const parameters: Record<string, Tensor> = {};
  const draw = (key: string, dimensions: readonly number[], fanIn: number): string => {
    const stream = random.split(key);
    const size = dimensions.reduce((a, b) => a * b, 1);
    const values = Array.from({ length: size }, () => stream.normal() * Math.sqrt(2 / fanIn));
    parameters[key] = tensor(dimensions, values);
    return key;
  };
  const conv = (key: string, x: string, channels: number, bias: boolean): string => {
    const inputs = [x, draw(`${key}.weight`, [filters, channels, 3, 3], channels * 9)];
    if (bias) inputs.push(draw(`${key}.bias`, [filters], 100));
    const attributes = {
      strides: [1, 1],
      pads: [1, 1, 1, 1],
      dilations: [1, 1],
      group: 1,
    } as const;
    nodes.push({ name: key, op: 'Conv', inputs, outputs: [`${key}.out`], attributes });
    return `${key}.out`;
  };
  const plain = (key: string, op: 'Relu' | 'Add' | 'GlobalAveragePool', ...inputs: string[]) => {
    nodes.push({ name: key, op, inputs, outputs: [`${key}.out`], attributes: {} });
    return `${key}.out`;
  };

  let x = plain('relu1', 'Relu', conv('conv1', 'x', shape[0], true));
  const made = Array.from({ length: blocks }, (_, i) => {
    const block = `block${i + 1}`;
    const inner = plain(`${block}.relu`, 'Relu', conv(`${block}.conv1`, x, filters, false));
    const branch = conv(`${block}.conv2`, inner, filters, false);
    x = plain(`${block}.out`, 'Relu', plain(`${block}.add`, 'Add', x, branch));
    const names = [`${block}.conv1`, `${block}.relu`, `${block}.conv2`];
    return { name: block, branch: names, merge: `${block}.add` };
  });
  x = plain('pool', 'GlobalAveragePool', x);
  nodes.push({
    name: 'flatten',
    op: 'Flatten',
    inputs: [x],
    outputs: ['features'],
    attributes: { axis: 1 },
  });
  nodes.push({
    name: 'fc',
    op: 'Gemm',
    inputs: [
      'features',
      draw('fc.weight', [classes, filters], filters),
      draw('fc.bias', [classes], 100),
    ],
    outputs: ['logits'],
    attributes: { alpha: 1, beta: 1, transA: false, transB: true },
  });
  return {
    name,
    inputs: [{ name: 'x', type: 'float32', shape: ['batch', ...shape] }],
    outputs: ['logits'],
    nodes,
    parameters,
    masks: {},
    blocks: made,
  };
}
