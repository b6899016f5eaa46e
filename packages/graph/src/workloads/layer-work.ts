import type { Graph, Node, NodeOf, Workload } from '@picojoule/spec';
import { extent } from '../shapes/convolution.ts';
import { product, type Shape } from '../shapes/rule.ts';
import { producersOf } from '../topology.ts';
import { elementsOf, type Operand, type PassOperands } from './operand.ts';
import { operationCount } from './operation-count.ts';

/** The dimensions of a layer's forward pass and its operands; the weight of `data` is empty. */
export interface LayerWork extends Omit<Workload, 'pass' | 'bits' | 'density'> {
  readonly operands: PassOperands;
}

type Shapes = Readonly<Record<string, Shape>>;

/** The forward work of every node, in execution order. `shapes` are those of `inferShapes`. */
export function layerWorks(graph: Graph, shapes: Shapes): LayerWork[] {
  const producers = producersOf(graph);
  return graph.nodes.map((node) => {
    switch (node.op) {
      case 'Conv':
        return convWork(node, shapes);
      case 'ConvTranspose':
        return transposedWork(node, shapes);
      case 'Gemm':
      case 'MatMul':
        return matrixWork(node, shapes, producers);
      default:
        return dataWork(graph, node, shapes);
    }
  });
}

const operandOf = (names: readonly string[], shapes: Shapes): Operand =>
  names.map((of) => ({ of, gradient: false, values: product(shapes[of]!) }));

const operandsOf = (node: Node, shapes: Shapes): PassOperands => ({
  input: operandOf([node.inputs[0]!], shapes),
  weight: operandOf([node.inputs[1]!], shapes),
  output: operandOf([node.outputs[0]!], shapes),
});

const feature = (shape: Shape | undefined) => shape as readonly [number, number, number, number];

function convWork(node: NodeOf<'Conv'>, shapes: Shapes): LayerWork {
  const operands = operandsOf(node, shapes);
  const [batch, c, h, w] = feature(shapes[node.inputs[0]!]);
  const [m, perGroup, r, s] = feature(shapes[node.inputs[1]!]);
  const [, , p, q] = feature(shapes[node.outputs[0]!]);
  const { strides, pads, dilations, group } = node.attributes;
  return {
    layer: node.name,
    op: node.op,
    kind: 'conv',
    batch,
    inputChannels: c,
    outputChannels: m,
    groups: group,
    input: [h, w],
    kernel: [r, s],
    output: [p, q],
    strides,
    pads,
    dilations,
    macs: batch * m * p * q * perGroup * r * s,
    operands,
  };
}

/**
 * A transposed convolution is a convolution of stride 1 over its input with zeros inserted; `pads`
 * and `input` describe the input as it is stored, and `macs` leaves the inserted zeros out.
 */
function transposedWork(node: NodeOf<'ConvTranspose'>, shapes: Shapes): LayerWork {
  const operands = operandsOf(node, shapes);
  const [batch, c, h, w] = feature(shapes[node.inputs[0]!]);
  const [, perGroup, r, s] = feature(shapes[node.inputs[1]!]);
  const [, m, p, q] = feature(shapes[node.outputs[0]!]);
  const { pads, dilations, group, outputPadding } = node.attributes;
  const [top, left, bottom, right] = pads;
  const [spanY, spanX] = [extent(r, dilations[0]) - 1, extent(s, dilations[1]) - 1];
  return {
    layer: node.name,
    op: node.op,
    kind: 'conv',
    batch,
    inputChannels: c,
    outputChannels: m,
    groups: group,
    input: [h, w],
    kernel: [r, s],
    output: [p, q],
    strides: [1, 1],
    pads: [
      spanY - top,
      spanX - left,
      spanY - bottom + outputPadding[0],
      spanX - right + outputPadding[1],
    ],
    dilations,
    macs: batch * c * h * w * perGroup * r * s,
    operands,
  };
}

/**
 * A product of matrices as a fully connected layer. Behind a Flatten or Reshape of a feature map the
 * filter covers that whole map, else it is 1 x 1. A stack of matrices counts as groups.
 */
function matrixWork(
  node: NodeOf<'Gemm'> | NodeOf<'MatMul'>,
  shapes: Shapes,
  producers: ReadonlyMap<string, Node>,
): LayerWork {
  const operands = operandsOf(node, shapes);
  const a = shapes[node.inputs[0]!]!;
  const b = shapes[node.inputs[1]!]!;
  const output = shapes[node.outputs[0]!]!;
  const transA = node.op === 'Gemm' && node.attributes.transA;
  const inner = (transA ? a[0] : a.at(-1))!;
  const columns = node.op === 'Gemm' ? output[1]! : b.length === 1 ? 1 : b.at(-1)!;
  const stack = product(b.slice(0, -2));
  const rows = product(output) / columns / stack;
  const map =
    transA || stack !== 1 ? undefined : flattenedMap(node.inputs[0]!, a, shapes, producers);
  const [channels, height, width] = map ?? [inner * stack, 1, 1];
  return {
    layer: node.name,
    op: node.op,
    kind: 'fc',
    batch: rows,
    inputChannels: channels,
    outputChannels: columns * stack,
    groups: stack,
    input: [height, width],
    kernel: [height, width],
    output: [1, 1],
    strides: [1, 1],
    pads: [0, 0, 0, 0],
    dilations: [1, 1],
    macs: rows * stack * inner * columns,
    operands,
  };
}

/** [C, H, W] of the feature map that was flattened into the rows of `matrix`. */
function flattenedMap(
  value: string,
  matrix: Shape,
  shapes: Shapes,
  producers: ReadonlyMap<string, Node>,
): readonly [number, number, number] | undefined {
  const producer = producers.get(value);
  if (producer?.op !== 'Flatten' && producer?.op !== 'Reshape') return undefined;
  const map = shapes[producer.inputs[0]!]!;
  if (map.length !== 4 || matrix.length !== 2 || map[0] !== matrix[0]) return undefined;
  const [, c, h, w] = feature(map);
  return [c, h, w];
}

/**
 * A layer without MACs. Several feature maps of one size count as one of the sum of their channels;
 * of different sizes, as channels of 1 x 1. Parameters (scales, slopes) are left out.
 */
function dataWork(graph: Graph, node: Node, shapes: Shapes): LayerWork {
  const read = node.inputs.filter((name) => name !== '' && !Object.hasOwn(graph.parameters, name));
  const batch = shapes[read[0] ?? node.outputs[0]!]?.[0] ?? 1;
  const input = stackOf(read, shapes, batch);
  const output = stackOf(node.outputs, shapes, batch);
  const operands: PassOperands = {
    input: operandOf(read, shapes),
    weight: [],
    output: operandOf(node.outputs, shapes),
  };
  return {
    layer: node.name,
    op: node.op,
    kind: 'data',
    batch,
    inputChannels: input.channels,
    outputChannels: output.channels,
    groups: 1,
    input: input.size,
    kernel: [0, 0],
    output: output.size,
    strides: [1, 1],
    pads: [0, 0, 0, 0],
    dilations: [1, 1],
    macs: 0,
    operations: operationCount(node, elementsOf(operands.input), elementsOf(operands.output)),
    operands,
  };
}

function stackOf(names: readonly string[], shapes: Shapes, batch: number) {
  const all = names.map((name) => shapes[name]!);
  const [, , h = 1, w = 1] = all[0] ?? [];
  const even = all.every(
    (shape) => shape.length === 4 && shape[0] === batch && shape[2] === h && shape[3] === w,
  );
  const elements = all.reduce((sum, shape) => sum + product(shape), 0);
  return even
    ? { channels: elements / (batch * h * w), size: [h, w] as const }
    : { channels: elements / batch, size: [1, 1] as const };
}
