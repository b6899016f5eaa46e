import {
  type ConvAttributes,
  createRandom,
  type FillTensor,
  type Graph,
  type GraphInput,
  type Node,
  type NodeOf,
  type OperatorName,
  type Operators,
  type Pads,
  type Pair,
  type PoolAttributes,
  type Tensor,
} from '@picojoule/spec';
import type { Builder, ConvOptions, Naming, PoolOptions } from './builder-interface.ts';
import { heNormal } from './he-normal.ts';
import { inferNode } from './infer-shapes.ts';
import { product, type Shape } from './shapes/rule.ts';
import { verify } from './verify.ts';

const pair = (value: number | Pair): Pair => (typeof value === 'number' ? [value, value] : value);
const sides = (value: number | Pads): Pads =>
  typeof value === 'number' ? [value, value, value, value] : value;

/** A builder of one graph; the same name, seed and calls give the same graph. */
export function builder(name: string, seed = 0): Builder {
  const random = createRandom(seed, 'initialisation');
  const inputs: GraphInput[] = [];
  const nodes: Node[] = [];
  const parameters: Record<string, Tensor | FillTensor> = {};
  const blocks: Graph['blocks'][number][] = [];
  const shapes = new Map<string, Shape>();
  const counts = new Map<string, number>();
  let prefix = '';

  const automatic = (stem: string): string => {
    const key = prefix + stem;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return `${key}${count}`;
  };
  const nodeName = (stem: string, options?: Naming): string =>
    options?.name === undefined ? automatic(stem) : prefix + options.name;
  const inside = <T>(scope: string, make: () => T): T => {
    const before = prefix;
    prefix = scope;
    const result = make();
    prefix = before;
    return result;
  };

  const parameter = (key: string, value: Tensor | FillTensor): string => {
    parameters[key] = value;
    shapes.set(key, value.shape);
    return key;
  };
  const fill = (key: string, size: number, value: number): string =>
    parameter(key, {
      type: 'float32',
      shape: [size],
      values: new Float32Array(size).fill(value),
    });
  const weight = (key: string, shape: Shape, fanIn: number): string =>
    parameter(key, heNormal(shape, fanIn, random.split(key)));
  const shapeOf = (value: string): Shape => shapes.get(value) ?? [];

  const append = <Op extends OperatorName>(
    op: Op,
    from: readonly string[],
    attributes: Operators[Op],
    outputs: readonly string[],
    key: string,
  ): readonly string[] => {
    const made: NodeOf<Op> = { name: key, op, inputs: from, outputs, attributes };
    const node = made as unknown as Node;
    const known = from.filter((value) => value !== '').map(shapeOf);
    inferNode(node, known).forEach((shape, i) => {
      shapes.set(outputs[i]!, shape);
    });
    nodes.push(node);
    return outputs;
  };
  const one = <Op extends OperatorName>(
    op: Op,
    from: readonly string[],
    attributes: Operators[Op],
    key: string,
    options?: Naming,
  ): string => append(op, from, attributes, [options?.output ?? key], key)[0]!;

  const window = (options: ConvOptions): ConvAttributes & { kernel: Pair } => {
    const kernel = pair(options.kernel ?? 3);
    const dilations = pair(options.dilation ?? 1);
    const { pad = 'same' } = options;
    const spans = [(kernel[0] - 1) * dilations[0], (kernel[1] - 1) * dilations[1]] as const;
    const begins = [Math.floor(spans[0] / 2), Math.floor(spans[1] / 2)] as const;
    const same: Pads = [begins[0], begins[1], spans[0] - begins[0], spans[1] - begins[1]];
    return {
      kernel,
      strides: pair(options.stride ?? 1),
      pads: pad === 'same' ? same : sides(pad),
      dilations,
      group: options.group ?? 1,
    };
  };
  const pooling = (options: PoolOptions): PoolAttributes => ({
    kernel: pair(options.kernel),
    strides: pair(options.stride ?? options.kernel),
    pads: sides(options.pad ?? 0),
    dilations: pair(options.dilation ?? 1),
    ceilMode: options.ceilMode ?? false,
  });

  return {
    input(key, shape) {
      inputs.push({ name: key, type: 'float32', shape });
      shapes.set(
        key,
        shape.map((size) => (size === 'batch' ? 2 : size)),
      );
      return key;
    },
    parameter,
    conv(x, options) {
      const key = nodeName('conv', options);
      const { kernel, ...attributes } = window(options);
      const perGroup = (shapeOf(x)[1] ?? 0) / attributes.group;
      const shape = [options.filters, perGroup, ...kernel];
      const from = [x, weight(`${key}.weight`, shape, perGroup * product(kernel))];
      if (options.bias === true) from.push(fill(`${key}.bias`, options.filters, 0));
      return one('Conv', from, attributes, key, options);
    },
    convTranspose(x, options) {
      const key = nodeName('convTranspose', options);
      const { kernel, ...attributes } = window(options);
      const channels = shapeOf(x)[1] ?? 0;
      const shape = [channels, options.filters / attributes.group, ...kernel];
      const fanIn = ((channels / attributes.group) * product(kernel)) / product(attributes.strides);
      const from = [x, weight(`${key}.weight`, shape, fanIn)];
      if (options.bias === true) from.push(fill(`${key}.bias`, options.filters, 0));
      const outputPadding = pair(options.outputPadding ?? 0);
      return one('ConvTranspose', from, { ...attributes, outputPadding }, key, options);
    },
    batchNorm(x, options) {
      const key = nodeName('batchNorm', options);
      const channels = shapeOf(x)[1] ?? 0;
      const from = [
        x,
        fill(`${key}.scale`, channels, 1),
        fill(`${key}.bias`, channels, 0),
        fill(`${key}.mean`, channels, 0),
        fill(`${key}.variance`, channels, 1),
      ];
      const { epsilon = 1e-5, momentum = 0.9 } = options ?? {};
      return one('BatchNormalization', from, { epsilon, momentum }, key, options);
    },
    relu: (x, options) => one('Relu', [x], {}, nodeName('relu', options), options),
    add: (a, b, options) => one('Add', [a, b], {}, nodeName('add', options), options),
    maxPool: (x, options) =>
      one('MaxPool', [x], pooling(options), nodeName('maxPool', options), options),
    averagePool(x, options) {
      const attributes = { ...pooling(options), countIncludePad: options.countIncludePad ?? false };
      return one('AveragePool', [x], attributes, nodeName('averagePool', options), options);
    },
    globalAveragePool: (x, options) =>
      one('GlobalAveragePool', [x], {}, nodeName('globalAveragePool', options), options),
    flatten: (x, options) =>
      one('Flatten', [x], { axis: 1 }, nodeName('flatten', options), options),
    gemm(x, options) {
      const key = nodeName('gemm', options);
      const { units } = options;
      const inner = shapeOf(x)[1] ?? 0;
      const from = [x, weight(`${key}.weight`, [units, inner], inner)];
      if (options.bias !== false) from.push(fill(`${key}.bias`, units, 0));
      const attributes = { alpha: 1, beta: 1, transA: false, transB: true };
      return one('Gemm', from, attributes, key, options);
    },
    node(op, from, attributes, options) {
      const stem = op[0]!.toLowerCase() + op.slice(1);
      return one(op, from, attributes, nodeName(stem, options), options);
    },
    nodes(op, from, attributes, outputs, key) {
      const stem = op[0]!.toLowerCase() + op.slice(1);
      return append(
        op,
        from,
        attributes,
        outputs,
        key === undefined ? automatic(stem) : prefix + key,
      );
    },
    block(key, x, branch, shortcut) {
      const scope = prefix + key;
      const passed = shortcut === undefined ? x : inside(`${scope}.shortcut.`, () => shortcut(x));
      const first = nodes.length;
      const result = inside(`${scope}.`, () => branch(x));
      const names = nodes.slice(first).map((node) => node.name);
      const merge = `${scope}.add`;
      const output = one('Add', [passed, result], {}, merge);
      blocks.push({ name: scope, branch: names, merge });
      return output;
    },
    shapeOf,
    build(outputs) {
      const graph: Graph = {
        name,
        inputs: [...inputs],
        outputs: typeof outputs === 'string' ? [outputs] : outputs,
        nodes: [...nodes],
        parameters: { ...parameters },
        masks: {},
        blocks: [...blocks],
      };
      verify(graph);
      return graph;
    },
  };
}
