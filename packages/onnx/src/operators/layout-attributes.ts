import type { Operators } from '@picojoule/spec';
import type { OnnxNode } from '../import/onnx-node.ts';

/** An axis in 0 .. rank - 1. */
export function axisIn(node: OnnxNode, axis: number, rank: number): number {
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank) {
    node.malformed(`has the axis ${axis} for ${rank} dimensions`);
  }
  return axis < 0 ? axis + rank : axis;
}

/** Several axes, each at most once. */
export function axesIn(node: OnnxNode, axes: readonly number[], rank: number): readonly number[] {
  const resolved = axes.map((axis) => axisIn(node, axis, rank));
  if (new Set(resolved).size < axes.length) node.malformed(`repeats an axis in [${axes}]`);
  return resolved;
}

/** An attribute that became an input in a later operator set. */
export const numbersOf = (
  node: OnnxNode,
  name: string,
  position: number,
  inputSince: number,
): readonly number[] | undefined =>
  node.opset < inputSince ? node.attributes.ints(name) : node.numbers(position, name);

const product = (sizes: readonly number[]) => sizes.reduce((a, b) => a * b, 1);

/** The full shape that a Reshape makes: 0 and -1 resolved. */
export function reshapeTarget(node: OnnxNode): readonly number[] {
  const x = node.shape(0);
  const wanted = numbersOf(node, 'shape', 1, 5) ?? node.malformed('has no shape');
  const copies = (node.attributes.int('allowzero') ?? 0) === 0;
  const copied = wanted.map((size, axis) => {
    if (size !== 0 || !copies) return size;
    return x[axis] ?? node.malformed(`copies dimension ${axis} of [${x}]`);
  });
  const free = copied.filter((size) => size === -1).length;
  const known = product(copied.filter((size) => size !== -1));
  const rest = known === 0 ? 0 : product(x) / known;
  const target = copied.map((size) => (size === -1 ? rest : size));
  const fits =
    free <= 1 &&
    target.every((size) => Number.isInteger(size) && size >= 0) &&
    product(target) === product(x);
  if (!fits) node.malformed(`cannot bring [${x}] into the shape [${wanted}]`);
  return target;
}

/** The shape that a Flatten makes. */
export function flattenAxis(node: OnnxNode): number {
  const axis = node.attributes.int('axis') ?? 1;
  const rank = node.shape(0).length;
  if (axis < -rank || axis > rank) node.malformed(`has the axis ${axis} for ${rank} dimensions`);
  return axis < 0 ? axis + rank : axis;
}

/** Axes that a Squeeze takes away: those named, else all of size 1. */
export function squeezeAxes(node: OnnxNode): readonly number[] {
  const x = node.shape(0);
  const named = numbersOf(node, 'axes', 1, 13);
  if (named === undefined) return x.flatMap((size, axis) => (size === 1 ? [axis] : []));
  const axes = axesIn(node, named, x.length);
  if (!axes.every((axis) => x[axis] === 1)) node.malformed(`squeezes axes [${named}] of [${x}]`);
  return axes;
}

/** Axes of size 1 that an Unsqueeze puts in, counted in the result. */
export function unsqueezeAxes(node: OnnxNode): readonly number[] {
  const named = numbersOf(node, 'axes', 1, 13) ?? node.malformed('has no axes');
  return axesIn(node, named, node.shape(0).length + named.length);
}

/** `x` with axes of size 1 put in. */
export function unsqueezed(x: readonly number[], axes: readonly number[]): readonly number[] {
  const rest = [...x];
  return Array.from({ length: x.length + axes.length }, (_, axis) =>
    axes.includes(axis) ? 1 : rest.shift()!,
  );
}

/** Positions beyond are "to the end"; files write the largest 64-bit integer. */
const FAR = 2 ** 31 - 1;

/** What a Slice takes. A slice of axis 0 that reaches its end says so without its size, the batch. */
export function sliceAttributes(node: OnnxNode): Operators['Slice'] {
  const x = node.shape(0);
  const starts = numbersOf(node, 'starts', 1, 10) ?? node.malformed('has no starts');
  const ends = numbersOf(node, 'ends', 2, 10) ?? node.malformed('has no ends');
  const axes = axesIn(node, numbersOf(node, 'axes', 3, 10) ?? starts.map((_, i) => i), x.length);
  const steps = (node.opset < 10 ? undefined : node.numbers(4, 'steps')) ?? starts.map(() => 1);
  const even = [starts, ends, axes, steps].every((list) => list.length === starts.length);
  if (!even || steps.some((step) => step === 0)) {
    node.malformed(`slices from [${starts}] to [${ends}] in steps [${steps}] along [${axes}]`);
  }
  const clamp = (position: number) => Math.min(Math.max(position, -FAR), FAR);
  return {
    axes,
    starts: starts.map(clamp),
    ends: ends.map((end, i) => (axes[i] === 0 && steps[i]! > 0 && end >= x[0]! ? FAR : clamp(end))),
    steps: steps.map(clamp),
  };
}

/** First position and number of elements of a slice along an axis of `size`. */
export function sliceRange(
  size: number,
  start: number,
  end: number,
  step: number,
): { readonly from: number; readonly count: number } {
  const wrap = (position: number) => (position < 0 ? position + size : position);
  const clamp = (position: number, low: number, high: number) =>
    Math.min(Math.max(position, low), high);
  const from = step > 0 ? clamp(wrap(start), 0, size) : clamp(wrap(start), 0, size - 1);
  const to = step > 0 ? clamp(wrap(end), 0, size) : clamp(wrap(end), -1, size - 1);
  return { from, count: size === 0 ? 0 : Math.max(0, Math.ceil((to - from) / step)) };
}

/** Axis and sizes of a Split: as named, else equal parts (a smaller last one from operator set 18 on). */
export function splitAttributes(node: OnnxNode): Operators['Split'] {
  const x = node.shape(0);
  const axis = axisIn(node, node.attributes.int('axis') ?? 0, x.length);
  const named = numbersOf(node, 'split', 1, 13);
  if (named !== undefined) {
    const sum = named.reduce((a, b) => a + b, 0);
    if (sum !== x[axis] || !named.every((size) => size >= 0)) {
      node.malformed(`splits ${x[axis]} into [${named}]`);
    }
    return { axis, sizes: named };
  }
  const parts = node.attributes.int('num_outputs') ?? node.outputs.length;
  const size = Math.ceil(x[axis]! / parts);
  const isFit = parts > 0 && parts <= 10_000 && size * (parts - 1) <= x[axis]!;
  if (!isFit || (node.opset < 18 && x[axis]! % parts !== 0)) {
    node.malformed(`splits ${x[axis]} into ${parts} equal parts`);
  }
  return {
    axis,
    sizes: Array.from({ length: parts }, (_, i) => Math.min(size, x[axis]! - i * size)),
  };
}

/** Axes of a Transpose: reversed when none are named. */
export function transposePerm(node: OnnxNode): readonly number[] {
  const rank = node.shape(0).length;
  const perm = node.attributes.ints('perm') ?? Array.from({ length: rank }, (_, i) => rank - 1 - i);
  if (perm.length !== rank || !perm.toSorted((a, b) => a - b).every((axis, i) => axis === i)) {
    node.malformed(`permutes ${rank} axes by [${perm}]`);
  }
  return perm;
}
