import { sizeOf, type Tensor } from '@picojoule/spec';
import type { OnnxNode } from '../import/onnx-node.ts';

const integers = (values: readonly number[], shape: readonly number[]): Tensor => ({
  type: 'int64',
  shape,
  values: Float64Array.from(values),
});

/** Operators whose result follows from the shape of their input alone. */
export const shapeFolds: Readonly<Record<string, (node: OnnxNode) => Tensor>> = {
  Shape: (node) => {
    const x = node.shape(0);
    const sizes = x.slice(
      node.attributes.int('start') ?? 0,
      node.attributes.int('end') ?? x.length,
    );
    return integers(sizes, [sizes.length]);
  },
  Size: (node) => integers([sizeOf(node.shape(0))], []),
};
