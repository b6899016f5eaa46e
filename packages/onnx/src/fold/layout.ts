import { sizeOf } from '@picojoule/spec';
import {
  axisIn,
  flattenAxis,
  reshapeTarget,
  sliceAttributes,
  sliceRange,
  splitAttributes,
  squeezeAxes,
  transposePerm,
  unsqueezeAxes,
  unsqueezed,
} from '../operators/layout-attributes.ts';
import { dropoutMask, isTraining } from '../operators/normalisation.ts';
import type { FoldRule } from './fold-node.ts';
import {
  broadcastShape,
  broadcastStrides,
  emptyLike,
  reshaped,
  strided,
  stridesOf,
} from './rearrange.ts';

/** Operators that move elements without changing them. */
export const layoutFolds: Readonly<Record<string, FoldRule>> = {
  Identity: (_, [x]) => [x!],
  Dropout: (node, [x]) =>
    isTraining(node) ? node.unsupported('is in training mode') : [x!, dropoutMask(node)],
  Reshape: (node, [x]) => [reshaped(x!, reshapeTarget(node))],
  Flatten: (node, [x]) => {
    const axis = flattenAxis(node);
    return [reshaped(x!, [sizeOf(x!.shape.slice(0, axis)), sizeOf(x!.shape.slice(axis))])];
  },
  Squeeze: (node, [x]) => {
    const axes = squeezeAxes(node);
    return [
      reshaped(
        x!,
        x!.shape.filter((_, axis) => !axes.includes(axis)),
      ),
    ];
  },
  Unsqueeze: (node, [x]) => [reshaped(x!, unsqueezed(x!.shape, unsqueezeAxes(node)))],
  Transpose: (node, [x], budget) => {
    const perm = transposePerm(node);
    const strides = stridesOf(x!.shape);
    const shape = perm.map((axis) => x!.shape[axis]!);
    return [
      strided(
        x!,
        shape,
        perm.map((axis) => strides[axis]!),
        0,
        budget,
      ),
    ];
  },
  Slice: (node, [x], budget) => {
    const { axes, starts, ends, steps } = sliceAttributes(node);
    const strides = stridesOf(x!.shape);
    const shape = [...x!.shape];
    let offset = 0;
    axes.forEach((axis, i) => {
      const { from, count } = sliceRange(shape[axis]!, starts[i]!, ends[i]!, steps[i]!);
      offset += from * strides[axis]!;
      strides[axis]! *= steps[i]!;
      shape[axis] = count;
    });
    return [strided(x!, shape, strides, offset, budget)];
  },
  Split: (node, [x], budget) => {
    const { axis, sizes } = splitAttributes(node);
    const strides = stridesOf(x!.shape);
    let before = 0;
    return sizes.map((size) => {
      const part = strided(x!, x!.shape.with(axis, size), strides, before * strides[axis]!, budget);
      before += size;
      return part;
    });
  },
  Expand: (node, [x], budget) => {
    const wanted = node.numbers(1, 'shape') ?? node.malformed('has no shape');
    const shape =
      broadcastShape([x!.shape, wanted]) ?? node.malformed(`expands [${x!.shape}] to [${wanted}]`);
    return [strided(x!, shape, broadcastStrides(x!.shape, shape), 0, budget)];
  },
  Concat: (node, operands, budget) => {
    const first = operands[0]!;
    const axis = axisIn(node, node.attributes.int('axis') ?? 1, first.shape.length);
    const fits = operands.every(
      ({ type, shape }) =>
        type === first.type &&
        shape.length === first.shape.length &&
        shape.every((size, i) => i === axis || size === first.shape[i]),
    );
    if (!fits) node.malformed('joins constants that do not fit');
    const length = operands.reduce((sum, { shape }) => sum + shape[axis]!, 0);
    const shape = first.shape.with(axis, length);
    budget.claim(sizeOf(shape));
    const rows = sizeOf(shape.slice(0, axis));
    const inner = sizeOf(shape.slice(axis + 1));
    const parts = operands.map((part) => budget.valuesOf(part));
    const values = emptyLike(parts[0]!, sizeOf(shape));
    let at = 0;
    for (let row = 0; row < rows; row++) {
      operands.forEach((part, i) => {
        const width = part.shape[axis]! * inner;
        values.set(parts[i]!.subarray(row * width, (row + 1) * width), at);
        at += width;
      });
    }
    return [{ type: first.type, shape, values }];
  },
  Gather: (node, [x, indices], budget) => {
    const axis = axisIn(node, node.attributes.int('axis') ?? 0, x!.shape.length);
    const size = x!.shape[axis]!;
    const at = Array.from(budget.valuesOf(indices!), (index) => (index < 0 ? index + size : index));
    if (!at.every((index) => Number.isInteger(index) && index >= 0 && index < size)) {
      node.malformed(`takes an element beyond the ${size} of axis ${axis}`);
    }
    const shape = [...x!.shape.slice(0, axis), ...indices!.shape, ...x!.shape.slice(axis + 1)];
    if ('fill' in x!) return [{ ...x, shape }];
    budget.claim(sizeOf(shape));
    const values = emptyLike(x!.values, sizeOf(shape));
    const inner = sizeOf(x!.shape.slice(axis + 1));
    const rows = sizeOf(x!.shape.slice(0, axis));
    let to = 0;
    for (let row = 0; row < rows; row++) {
      for (const index of at) {
        const from = (row * size + index) * inner;
        values.set(x!.values.subarray(from, from + inner), to);
        to += inner;
      }
    }
    return [{ type: x!.type, shape, values }];
  },
};
