import { axesOf, constrain, integers, type ShapeRules } from './rule.ts';

/** Elements that ONNX's Slice takes from an axis of `size`. */
export function sliceLength(size: number, start: number, end: number, step: number): number {
  const wrap = (position: number) => (position < 0 ? position + size : position);
  const clamp = (position: number, low: number, high: number) =>
    Math.min(Math.max(wrap(position), low), high);
  const [low, high] = step > 0 ? [0, size] : [-1, size - 1];
  const from = clamp(start, step > 0 ? 0 : Math.min(0, high), high);
  const to = clamp(end, low, high);
  return Math.max(0, Math.ceil((to - from) / step));
}

export const resamplingShapes: ShapeRules<'Slice' | 'Pad' | 'Resize' | 'ReduceMean'> = {
  Slice: {
    arity: [1, 1],
    infer(node, inputs) {
      const x = inputs[0]!;
      const { starts, ends, steps } = node.attributes;
      const axes = axesOf(node, inputs, node.attributes.axes, x.length);
      const even = [starts, ends, steps].every((values) => values.length === axes.length);
      constrain(node, inputs, even, 'axes, starts, ends and steps are equally many');
      constrain(
        node,
        inputs,
        steps.every((step) => Number.isInteger(step) && step !== 0),
        'steps are not 0',
      );
      const result = [...x];
      axes.forEach((axis, i) => {
        result[axis] = sliceLength(x[axis]!, starts[i]!, ends[i]!, steps[i]!);
      });
      return [result];
    },
  },
  Pad: {
    arity: [1, 1],
    infer(node, inputs) {
      const x = inputs[0]!;
      const { pads, mode } = node.attributes;
      constrain(node, inputs, pads.length === 2 * x.length, `pads has ${2 * x.length} numbers`);
      constrain(node, inputs, integers(pads), `pads [${pads}] are whole numbers`);
      const result = x.map((size, axis) => size + pads[axis]! + pads[axis + x.length]!);
      constrain(
        node,
        inputs,
        result.every((size) => size >= 0),
        'negative pads leave an output',
      );
      if (mode !== 'constant') {
        const most = (size: number) =>
          mode === 'reflect' ? size - 1 : size > 0 ? Number.POSITIVE_INFINITY : 0;
        const fits = x.every((size, axis) =>
          [pads[axis]!, pads[axis + x.length]!].every((pad) => pad <= 0 || pad <= most(size)),
        );
        constrain(node, inputs, fits, `${mode} has elements to fill the pads [${pads}] with`);
      }
      return [result];
    },
  },
  Resize: {
    arity: [1, 1],
    infer(node, inputs) {
      const x = inputs[0]!;
      const { scales, sizes, crop, coordinates, cubic, mode } = node.attributes;
      constrain(node, inputs, mode !== 'cubic' || cubic !== undefined, 'cubic has a coefficient');
      const isCrop = coordinates === 'tf_crop_and_resize';
      const part = [crop?.starts, crop?.ends].every((of) => of?.length === x.length);
      constrain(node, inputs, !isCrop || part, `the part has ${x.length} starts and ends`);
      constrain(node, inputs, scales.length === x.length, `there are ${x.length} scales`);
      constrain(
        node,
        inputs,
        scales.every((scale) => scale > 0),
        'scales are positive',
      );
      constrain(
        node,
        inputs,
        sizes === undefined || sizes.length === x.length,
        `there are ${x.length} sizes`,
      );
      // A batch that is not scaled keeps its size whatever batch the file was written with.
      const result = x.map((size, axis) =>
        axis === 0 && scales[0] === 1 ? size : (sizes?.[axis] ?? Math.floor(size * scales[axis]!)),
      );
      constrain(
        node,
        inputs,
        result.every((size) => size > 0),
        'the output is not empty',
      );
      return [result];
    },
  },
  ReduceMean: {
    arity: [1, 1],
    infer(node, inputs) {
      const x = inputs[0]!;
      const { axes, keepDims } = node.attributes;
      const all = axes.length === 0;
      const reduced = axesOf(node, inputs, axes, x.length);
      const isReduced = (axis: number) => all || reduced.includes(axis);
      return [
        keepDims
          ? x.map((size, axis) => (isReduced(axis) ? 1 : size))
          : x.filter((_, axis) => !isReduced(axis)),
      ];
    },
  },
};
