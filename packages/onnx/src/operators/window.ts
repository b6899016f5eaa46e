import type { OperatorName, Operators, Pads, Pair } from '@picojoule/spec';
import type { OnnxNode } from '../import/onnx-node.ts';

/** Number of image dimensions of a feature map [N,C,...]: 1 or 2. */
export function imageRank(node: OnnxNode): 1 | 2 {
  const rank = node.shape(0).length - 2;
  if (rank === 1 || rank === 2) return rank;
  if (rank < 1) return node.malformed(`takes a feature map of ${rank + 2} dimensions`);
  return node.unsupported(`works on ${rank}-dimensional images`);
}

/** An attribute of one number per image dimension. */
export function perDimension(
  node: OnnxNode,
  name: string,
  rank: number,
  otherwise: number,
): readonly number[] {
  const values = node.attributes.ints(name) ?? new Array<number>(rank).fill(otherwise);
  const isFit = values.length === rank && values.every((value) => value >= 0 && value < 2 ** 31);
  return isFit ? values : node.malformed(`has ${name} [${values}] for ${rank} dimensions`);
}

export interface Window {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Begins of all dimensions, then their ends. */
  readonly pads: readonly number[];
}

/** Stride, dilation and explicit pads of a window that slides over the input. */
export function slidingWindow(node: OnnxNode, kernel: readonly number[]): Window {
  const rank = kernel.length;
  const strides = perDimension(node, 'strides', rank, 1);
  const dilations = perDimension(node, 'dilations', rank, 1);
  if ([...kernel, ...strides, ...dilations].some((value) => value < 1)) {
    node.malformed(`has kernel [${kernel}], strides [${strides}], dilations [${dilations}]`);
  }
  const mode = node.attributes.string('auto_pad') ?? 'NOTSET';
  const window = { kernel, strides, dilations };
  if (mode === 'NOTSET' || mode === '') {
    return { ...window, pads: perDimension(node, 'pads', 2 * rank, 0) };
  }
  if (mode === 'VALID') return { ...window, pads: new Array<number>(2 * rank).fill(0) };
  if (mode !== 'SAME_UPPER' && mode !== 'SAME_LOWER')
    return node.malformed(`has auto_pad "${mode}"`);
  const totals = kernel.map((size, i) => {
    const input = node.shape(0)[i + 2]!;
    const output = Math.ceil(input / strides[i]!);
    const extent = (size - 1) * dilations[i]! + 1;
    return Math.max(0, (output - 1) * strides[i]! + extent - input);
  });
  return { ...window, pads: halved(totals, mode === 'SAME_LOWER') };
}

/** Pads on both sides; the odd one goes to the beginning or to the end. */
export function halved(totals: readonly number[], oddFirst: boolean): readonly number[] {
  const round = oddFirst ? Math.ceil : Math.floor;
  const begins = totals.map((total) => round(total / 2));
  return [...begins, ...totals.map((total, i) => total - begins[i]!)];
}

/** [y, x] of one or two numbers. */
export const pairOf = (values: readonly number[], otherwise: number): Pair =>
  values.length === 1 ? [otherwise, values[0]!] : [values[0]!, values[1]!];

/** [top, left, bottom, right] of begins and ends in one or two dimensions. */
export const padsOf = (pads: readonly number[]): Pads =>
  pads.length === 2 ? [0, pads[0]!, 0, pads[1]!] : [pads[0]!, pads[1]!, pads[2]!, pads[3]!];

/**
 * Emits a two-dimensional operator; a one-dimensional feature map [N,C,L] passes through it as
 * [N,C,1,L], and its filter [M,C,R] as [M,C,1,R].
 */
export function emitImage<Op extends OperatorName>(
  node: OnnxNode,
  rank: 1 | 2,
  op: Op,
  [x, filter, bias]: readonly [string, string?, string?],
  attributes: Operators[Op],
): void {
  const optional = (name: string | undefined) => (name === undefined ? [] : [name]);
  if (rank === 2) {
    node.emit(op, [x, ...optional(filter), ...optional(bias)], attributes);
    return;
  }
  const lift = (value: string) =>
    node.emit(
      'Unsqueeze',
      [value],
      { axes: [2] },
      {
        name: node.fresh(`${value}/lift`),
        outputs: [node.fresh(`${value}/2d`)],
      },
    );
  const constant = filter === undefined ? undefined : node.constant(1);
  const lifted =
    constant === undefined
      ? filter && lift(filter)
      : node.parameter(`${filter}/2d`, { ...constant, shape: constant.shape.toSpliced(2, 0, 1) });
  const y = node.emit(op, [lift(x), ...optional(lifted), ...optional(bias)], attributes, {
    outputs: [node.fresh(`${node.outputs[0]}/2d`)],
  });
  node.emit(
    'Squeeze',
    [y],
    { axes: [2] },
    {
      name: node.fresh(`${node.name}/flat`),
      outputs: [node.outputs[0]!],
    },
  );
}
