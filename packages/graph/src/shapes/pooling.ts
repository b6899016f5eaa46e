import type { NodeOf, PoolAttributes } from '@picojoule/spec';
import { extent } from './convolution.ts';
import {
  constrain,
  integers,
  positive,
  type Shape,
  type ShapeRule,
  type ShapeRules,
} from './rule.ts';

/** Windows along one axis. With `ceil`, a window that would begin in the trailing padding is dropped. */
export function windows(
  size: number,
  {
    kernel,
    stride,
    before,
    after,
    ceil,
  }: Record<'kernel' | 'stride' | 'before' | 'after', number> & {
    ceil: boolean;
  },
): number {
  const steps = (size + before + after - kernel) / stride;
  if (!ceil) return Math.floor(steps) + 1;
  const count = Math.ceil(steps) + 1;
  return (count - 1) * stride >= size + before ? count - 1 : count;
}

function pool(node: NodeOf<'MaxPool'> | NodeOf<'AveragePool'>, inputs: readonly Shape[]): Shape[] {
  const { kernel, strides, pads, dilations, ceilMode }: PoolAttributes = node.attributes;
  constrain(node, inputs, inputs[0]!.length === 4, 'the feature map has four dimensions [N,C,H,W]');
  const [n, c, h, w] = inputs[0] as [number, number, number, number];
  const sizes = [...kernel, ...strides, ...dilations];
  constrain(node, inputs, positive(sizes), 'kernel, strides and dilations are positive');
  constrain(node, inputs, integers(pads), `pads [${pads}] are whole numbers`);
  const along = (axis: 0 | 1) => ({
    kernel: extent(kernel[axis], dilations[axis]),
    stride: strides[axis],
    before: pads[axis],
    after: pads[axis === 0 ? 2 : 3],
    ceil: ceilMode,
  });
  const height = windows(h, along(0));
  const width = windows(w, along(1));
  constrain(node, inputs, height > 0 && width > 0, `the padded input holds the window [${kernel}]`);
  return [[n, c, height, width]];
}

const globalPool: ShapeRule<'GlobalAveragePool' | 'GlobalMaxPool'> = {
  arity: [1, 1],
  infer(node, inputs) {
    const x = inputs[0]!;
    constrain(node, inputs, x.length > 2, 'there is a dimension beyond [N,C]');
    return [x.map((size, axis) => (axis < 2 ? size : 1))];
  },
};

export const poolingShapes: ShapeRules<
  'MaxPool' | 'AveragePool' | 'GlobalAveragePool' | 'GlobalMaxPool'
> = {
  MaxPool: { arity: [1, 1], infer: pool },
  AveragePool: { arity: [1, 1], infer: pool },
  GlobalAveragePool: globalPool,
  GlobalMaxPool: globalPool,
};
