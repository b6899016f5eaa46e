import type { Handle } from '../kernels/handle.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { type Layout, storedAxis } from '../runtime/layout.ts';
import { Value } from '../runtime/value.ts';
import { gradientOf, input, type Rules } from './rule.ts';

/** The layout and stored axis in which an operator along one graph axis runs. */
function along(x: Value, axis: number): { readonly layout: Layout; readonly axis: number } {
  const positive = axis < 0 ? axis + x.shape.length : axis;
  return { layout: x.preferred, axis: storedAxis(positive, x.preferred) };
}

/** x minus its largest value along the axis: exponentials stay finite. */
const lowered = (k: Kernels, x: Handle, axis: number) =>
  k.binary('sub', x, k.reduce('max', x, [axis], true));

export const reductionRules: Rules<'ReduceMean' | 'Softmax' | 'LogSoftmax'> = {
  /** No axes means all. */
  ReduceMean: {
    forward(site) {
      const { k, attributes } = site;
      const x = input(site);
      const axes = reducedAxes(attributes.axes, x.shape.length);
      const layout = attributes.keepDims ? x.preferred : 'logical';
      const stored = axes.map((axis) => storedAxis(axis, layout));
      const y = k.reduce('mean', x.as(layout), stored, attributes.keepDims);
      return [new Value(k, y, layout)];
    },
    backward(site) {
      const { k, attributes } = site;
      const { shape } = input(site);
      const axes = reducedAxes(attributes.axes, shape.length);
      const kept = shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
      const count = axes.reduce((product, axis) => product * shape[axis]!, 1);
      const g = k.reshape(gradientOf(site).as('logical'), kept);
      const ones = k.upload(
        new Float32Array(count).fill(1 / count),
        shape.map((size, axis) => (axes.includes(axis) ? size : 1)),
      );
      return [new Value(k, k.binary('mul', g, ones), 'logical')];
    },
  },
  Softmax: {
    reads: { outputs: true },
    forward(site) {
      const { k } = site;
      const { layout, axis } = along(input(site), site.attributes.axis);
      const e = k.unary('exp', lowered(k, input(site).as(layout), axis));
      return [new Value(k, k.binary('div', e, k.reduce('sum', e, [axis], true)), layout)];
    },
    backward(site) {
      const { k } = site;
      const output = site.outputs[0]!;
      const { layout } = output;
      const { axis } = along(output, site.attributes.axis);
      const [y, g] = [output.as(layout), gradientOf(site).as(layout)];
      const dot = k.reduce('sum', k.binary('mul', g, y), [axis], true);
      return [new Value(k, k.binary('mul', y, k.binary('sub', g, dot)), layout)];
    },
  },
  LogSoftmax: {
    reads: { outputs: true },
    forward(site) {
      const { k } = site;
      const { layout, axis } = along(input(site), site.attributes.axis);
      const z = lowered(k, input(site).as(layout), axis);
      const total = k.reduce('sum', k.unary('exp', z), [axis], true);
      return [new Value(k, k.binary('sub', z, k.unary('log', total)), layout)];
    },
    backward(site) {
      const { k } = site;
      const output = site.outputs[0]!;
      const { layout } = output;
      const { axis } = along(output, site.attributes.axis);
      const [y, g] = [output.as(layout), gradientOf(site).as(layout)];
      const share = k.binary('mul', k.unary('exp', y), k.reduce('sum', g, [axis], true));
      return [new Value(k, k.binary('sub', g, share), layout)];
    },
  },
};

const reducedAxes = (axes: readonly number[], rank: number) =>
  axes.length === 0
    ? Array.from({ length: rank }, (_, axis) => axis)
    : axes.map((axis) => (axis < 0 ? axis + rank : axis));
