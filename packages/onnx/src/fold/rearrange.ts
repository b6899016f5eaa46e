import { type FillTensor, sizeOf, type Tensor, type TensorValues } from '@picojoule/spec';
import type { FoldBudget } from './budget.ts';

type Constant = Tensor | FillTensor;

/** A fresh array of the same kind. */
export const emptyLike = (values: TensorValues, size: number): TensorValues =>
  new (values.constructor as new (size: number) => TensorValues)(size);

/** Distance between neighbours along each axis of a row-major tensor. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

/** The same elements in another shape. */
export const reshaped = (x: Constant, shape: readonly number[]): Constant => ({ ...x, shape });

/** Calls `visit` with the source position of each element of a strided view, in row-major order. */
export function walk(
  shape: readonly number[],
  strides: readonly number[],
  offset: number,
  visit: (from: number) => void,
): void {
  const size = sizeOf(shape);
  const index = new Array<number>(shape.length).fill(0);
  let from = offset;
  for (let i = 0; i < size; i++) {
    visit(from);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]!++;
      from += strides[axis]!;
      if (index[axis]! < shape[axis]!) break;
      from -= index[axis]! * strides[axis]!;
      index[axis] = 0;
    }
  }
}

/** A strided view of a tensor, written out; fills stay fills. */
export function strided(
  x: Constant,
  shape: readonly number[],
  strides: readonly number[],
  offset: number,
  budget: FoldBudget,
): Constant {
  if ('fill' in x) return { ...x, shape };
  const size = sizeOf(shape);
  budget.claim(size);
  const values = emptyLike(x.values, size);
  let i = 0;
  walk(shape, strides, offset, (from) => {
    values[i++] = x.values[from]!;
  });
  return { type: x.type, shape, values };
}

/** Strides with which a tensor of `shape` is read as one of shape `target` that it broadcasts to. */
export function broadcastStrides(shape: readonly number[], target: readonly number[]): number[] {
  const own = stridesOf(shape);
  const lead = target.length - shape.length;
  return target.map((_, axis) => (axis < lead || shape[axis - lead] === 1 ? 0 : own[axis - lead]!));
}

/** The shape that operands broadcast to, or undefined where they do not. */
export function broadcastShape(
  shapes: readonly (readonly number[])[],
): readonly number[] | undefined {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  const result = new Array<number>(rank).fill(1);
  for (const shape of shapes) {
    for (let axis = 0; axis < shape.length; axis++) {
      const at = rank - shape.length + axis;
      const size = shape[axis]!;
      if (size === 1 || size === result[at]) continue;
      if (result[at] !== 1) return undefined;
      result[at] = size;
    }
  }
  return result;
}
