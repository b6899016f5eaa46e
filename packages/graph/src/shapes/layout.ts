import {
  axesOf,
  axisOf,
  constrain,
  integers,
  product,
  type Shape,
  type ShapeRules,
} from './rule.ts';

export const layoutShapes: ShapeRules<
  'Concat' | 'Split' | 'Flatten' | 'Reshape' | 'Squeeze' | 'Unsqueeze' | 'Transpose'
> = {
  Concat: {
    arity: [1, Number.POSITIVE_INFINITY],
    infer(node, inputs) {
      const first = inputs[0]!;
      const axis = axisOf(node, inputs, node.attributes.axis, first.length);
      const fits = inputs.every(
        (shape) =>
          shape.length === first.length &&
          shape.every((size, i) => i === axis || size === first[i]),
      );
      constrain(node, inputs, fits, `all sizes but those of axis ${axis} are equal`);
      return [
        first.with(
          axis,
          inputs.reduce((sum, shape) => sum + shape[axis]!, 0),
        ),
      ];
    },
  },
  Split: {
    arity: [1, 1],
    infer(node, inputs) {
      const x = inputs[0]!;
      const { sizes } = node.attributes;
      const axis = axisOf(node, inputs, node.attributes.axis, x.length);
      const sum = sizes.reduce((a, b) => a + b, 0);
      const fits = sizes.every((size) => Number.isInteger(size) && size >= 0) && sum === x[axis];
      constrain(node, inputs, fits, `the sizes [${sizes}] sum to ${x[axis]} along axis ${axis}`);
      return sizes.map((size) => x.with(axis, size));
    },
  },
  Flatten: {
    arity: [1, 1],
    infer(node, inputs) {
      const x = inputs[0]!;
      const { axis } = node.attributes;
      const inside = Number.isInteger(axis) && axis >= -x.length && axis <= x.length;
      constrain(node, inputs, inside, `axis ${axis} is outside rank ${x.length}`);
      const cut = axis < 0 ? axis + x.length : axis;
      return [[product(x.slice(0, cut)), product(x.slice(cut))]];
    },
  },
  Reshape: {
    arity: [1, 1],
    infer(node, inputs) {
      const x = inputs[0]!;
      const wanted = node.attributes.shape;
      const valid =
        integers(wanted) &&
        wanted.every((size, axis) => size > 0 || size === -1 || (size === 0 && axis < x.length));
      constrain(node, inputs, valid, `shape [${wanted}] holds sizes, one -1, or 0 for "as before"`);
      constrain(node, inputs, wanted.filter((size) => size === -1).length < 2, 'at most one -1');
      const copied = wanted.map((size, axis) => (size === 0 ? x[axis]! : size));
      const known = product(copied.filter((size) => size !== -1));
      const total = product(x);
      const rest = known === 0 ? 0 : total / known;
      const result = copied.map((size) => (size === -1 ? rest : size));
      const fits = Number.isInteger(rest) && product(result) === total;
      constrain(node, inputs, fits, `${total} elements fill shape [${wanted}]`);
      return [result];
    },
  },
  Squeeze: {
    arity: [1, 1],
    infer(node, inputs) {
      const x = inputs[0]!;
      const given = node.attributes.axes;
      const axes = axesOf(node, inputs, given, x.length);
      constrain(
        node,
        inputs,
        axes.every((axis) => x[axis] === 1),
        `axes [${given}] have size 1`,
      );
      const gone = (size: number, axis: number) =>
        given.length === 0 ? size === 1 : axes.includes(axis);
      return [x.filter((size, axis) => !gone(size, axis))];
    },
  },
  Unsqueeze: {
    arity: [1, 1],
    infer(node, inputs) {
      const x = inputs[0]!;
      const rank = x.length + node.attributes.axes.length;
      const axes = axesOf(node, inputs, node.attributes.axes, rank);
      const result: number[] = [];
      const rest = [...x];
      for (let axis = 0; axis < rank; axis++) result.push(axes.includes(axis) ? 1 : rest.shift()!);
      return [result];
    },
  },
  Transpose: {
    arity: [1, 1],
    infer(node, inputs) {
      const x: Shape = inputs[0]!;
      const { perm } = node.attributes;
      const valid =
        perm.length === x.length && perm.toSorted((a, b) => a - b).every((axis, i) => axis === i);
      constrain(node, inputs, valid, `perm [${perm}] is a permutation of ${x.length} axes`);
      return [perm.map((axis) => x[axis]!)];
    },
  },
};
