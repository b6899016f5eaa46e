import type { OperatorName } from '@picojoule/spec';
import { Value } from '../runtime/value.ts';
import { gradientOf, input, type Rule, type Rules, type Site } from './rule.ts';

/** An operator that only renames the shape; the values keep their order in the graph's layout. */
function renamed<Op extends OperatorName>(
  shapeOf: (site: Site<Op>, shape: readonly number[]) => readonly number[],
): Rule<Op> {
  return {
    forward(site) {
      const { k } = site;
      const x = input(site);
      return [new Value(k, k.reshape(x.as('logical'), shapeOf(site, x.shape)), 'logical', x.type)];
    },
    backward(site) {
      const { k } = site;
      const g = gradientOf(site).as('logical');
      return [new Value(k, k.reshape(g, input(site).shape), 'logical')];
    },
  };
}

const product = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
const positiveAxes = (axes: readonly number[], rank: number) =>
  axes.map((axis) => (axis < 0 ? axis + rank : axis));

export const reshapingRules: Rules<
  'Flatten' | 'Reshape' | 'Squeeze' | 'Unsqueeze' | 'Transpose' | 'Identity' | 'Cast'
> = {
  Flatten: renamed<'Flatten'>(({ attributes: { axis } }, shape) => {
    const cut = axis < 0 ? axis + shape.length : axis;
    return [product(shape.slice(0, cut)), product(shape.slice(cut))];
  }),
  Reshape: renamed<'Reshape'>(({ attributes }, shape) => {
    const wanted = attributes.shape.map((size, axis) => (size === 0 ? shape[axis]! : size));
    const known = product(wanted.filter((size) => size !== -1));
    return wanted.map((size) => (size === -1 ? product(shape) / known : size));
  }),
  Squeeze: renamed<'Squeeze'>(({ attributes }, shape) => {
    const axes = positiveAxes(attributes.axes, shape.length);
    return shape.filter((size, axis) => (axes.length === 0 ? size !== 1 : !axes.includes(axis)));
  }),
  Unsqueeze: renamed<'Unsqueeze'>(({ attributes }, shape) => {
    const rank = shape.length + attributes.axes.length;
    const axes = positiveAxes(attributes.axes, rank);
    const rest = [...shape];
    return Array.from({ length: rank }, (_, axis) => (axes.includes(axis) ? 1 : rest.shift()!));
  }),
  Transpose: {
    forward(site) {
      const { k, attributes } = site;
      return [new Value(k, k.transpose(input(site).as('logical'), attributes.perm), 'logical')];
    },
    backward(site) {
      const { k, attributes } = site;
      const back = attributes.perm.map((_, axis) => attributes.perm.indexOf(axis));
      return [new Value(k, k.transpose(gradientOf(site).as('logical'), back), 'logical')];
    },
  },
  Identity: {
    forward(site) {
      const x = input(site);
      return [new Value(site.k, x.handle, x.layout, x.type)];
    },
    backward(site) {
      const g = gradientOf(site);
      return [new Value(site.k, g.handle, g.layout)];
    },
  },
  /** Whole numbers are 32 bits wide on the backend. */
  Cast: {
    forward(site) {
      const { to } = site.attributes;
      const x = input(site);
      const type = to === 'int64' ? 'int32' : to;
      const layout = x.preferred;
      if (type === x.as(layout).dtype) return [new Value(site.k, x.as(layout), layout, to)];
      return [new Value(site.k, site.k.cast(x.as(layout), type), layout, to)];
    },
  },
};
