import { sizeOf } from '@picojoule/spec';
import type { Handle, Shape } from '../kernels/handle.ts';
import type { Kernels } from '../kernels/kernels.ts';

/**
 * How a value lies on the backend: `logical` in the graph's order of axes, `nhwc` a feature map
 * [N,C,H,W] with its channels last, `hwio` a filter [M,C,R,S] as [R,S,C,M].
 */
export type Layout = 'logical' | 'nhwc' | 'hwio';

/** For each axis as stored, the axis of the graph. */
export const order: Readonly<Record<Exclude<Layout, 'logical'>, readonly number[]>> = {
  nhwc: [0, 2, 3, 1],
  hwio: [2, 3, 1, 0],
};
const inverse: Readonly<Record<Exclude<Layout, 'logical'>, readonly number[]>> = {
  nhwc: [0, 3, 1, 2],
  hwio: [3, 2, 0, 1],
};

/** Sizes as stored of a value whose sizes in the graph are `shape`. */
export const storedShape = (shape: Shape, layout: Layout): Shape =>
  layout === 'logical' ? shape : order[layout].map((axis) => shape[axis]!);

/** Sizes in the graph of a value whose sizes as stored are `stored`. */
export const logicalShape = (stored: Shape, layout: Layout): Shape =>
  layout === 'logical' ? stored : inverse[layout].map((axis) => stored[axis]!);

/** Where an axis of the graph is stored. */
export const storedAxis = (axis: number, layout: Layout): number =>
  layout === 'logical' ? axis : inverse[layout][axis]!;

/** Transposes, or only renames the shape where the axes that move past each other have size 1. */
function permute(k: Kernels, x: Handle, perm: readonly number[]): Handle {
  const kept = perm.filter((axis) => x.shape[axis] !== 1);
  const moves = kept.some((axis, i) => i > 0 && axis < kept[i - 1]!);
  if (moves) return k.transpose(x, perm);
  return k.reshape(
    x,
    perm.map((axis) => x.shape[axis]!),
  );
}

export function relayout(k: Kernels, x: Handle, from: Layout, to: Layout): Handle {
  if (from === to) return x;
  const logical = from === 'logical' ? x : permute(k, x, inverse[from]);
  return to === 'logical' ? logical : permute(k, logical, order[to]);
}

type FloatArray = Float32Array<ArrayBuffer>;

/** The same on values in memory, always into an array of its own. */
export function reorder(values: Float32Array, shape: Shape, to: Layout): FloatArray {
  if (to === 'logical') return Float32Array.from(values);
  return permuted(values, shape, order[to]);
}

/** Values as stored, put in the graph's order. */
export function reorderBack(values: Float32Array, shape: Shape, from: Layout): FloatArray {
  if (from === 'logical') return Float32Array.from(values);
  return permuted(values, storedShape(shape, from), inverse[from]);
}

function permuted(values: Float32Array, shape: Shape, perm: readonly number[]): FloatArray {
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const [n0, n1, n2, n3] = perm.map((axis) => shape[axis]!) as [number, number, number, number];
  const [s0, s1, s2, s3] = perm.map((axis) => strides[axis]!) as [number, number, number, number];
  const result = new Float32Array(values.length);
  let at = 0;
  for (let a = 0; a < n0; a++)
    for (let b = 0; b < n1; b++)
      for (let c = 0; c < n2; c++) {
        let from = a * s0 + b * s1 + c * s2;
        for (let d = 0; d < n3; d++, from += s3) result[at++] = values[from]!;
      }
  return result;
}
