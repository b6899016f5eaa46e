import type { Handle } from '../kernels/handle.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { type Layout, relayout, storedShape } from '../runtime/layout.ts';
import { Value } from '../runtime/value.ts';

const padded = (shape: readonly number[], rank: number) => [
  ...Array<number>(Math.max(0, rank - shape.length)).fill(1),
  ...shape,
];

/** Two operands in one layout, ready for a kernel that broadcasts: channels last where one is. */
export function aligned(
  k: Kernels,
  left: Value,
  right: Value,
): { readonly a: Handle; readonly b: Handle; readonly layout: Layout } {
  const rank = Math.max(left.shape.length, right.shape.length);
  const last = left.preferred === 'nhwc' || right.preferred === 'nhwc';
  if (!last || rank > 4)
    return { a: left.as('logical'), b: right.as('logical'), layout: 'logical' };
  const inLayout = (value: Value) => {
    if (value.shape.length === 4) return value.as('nhwc');
    return relayout(k, k.reshape(value.as('logical'), padded(value.shape, 4)), 'logical', 'nhwc');
  };
  return { a: inLayout(left), b: inLayout(right), layout: 'nhwc' };
}

/** A gradient summed over the axes along which `target` was broadcast. */
export function reducedTo(k: Kernels, gradient: Handle, layout: Layout, target: Value): Value {
  const rank = gradient.shape.length;
  const shape = storedShape(padded(target.shape, rank), layout);
  const axes = gradient.shape.flatMap((size, axis) =>
    size !== shape[axis] && shape[axis] === 1 ? [axis] : [],
  );
  const sum = axes.length === 0 ? gradient : k.reduce('sum', gradient, axes, true);
  if (target.shape.length === rank) return new Value(k, sum, layout);
  return new Value(k, k.reshape(relayout(k, sum, layout, 'logical'), target.shape), 'logical');
}
