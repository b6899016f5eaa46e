import { sizeOf } from '@picojoule/spec';
import type { Handle, Shape } from '../kernels/handle.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { Value } from '../runtime/value.ts';
import { reducedTo } from './broadcast.ts';
import { gradientOf, input, type Rules } from './rule.ts';

const scaled = (k: Kernels, x: Handle, factor: number) =>
  factor === 1 ? x : k.binary('mul', x, k.scalar(factor));

/** Operands of MatMul as NumPy promotes vectors: [K] is a row on the left and a column on the right. */
function stacks(k: Kernels, a: Value, b: Value) {
  const left = a.shape.length === 1 ? [1, ...a.shape] : a.shape;
  const right = b.shape.length === 1 ? [...b.shape, 1] : b.shape;
  const rank = Math.max(left.length, right.length);
  const fill = (shape: Shape) => [...Array<number>(rank - shape.length).fill(1), ...shape];
  const shaped = (value: Value, shape: Shape) =>
    value.shape.length === shape.length
      ? value.as('logical')
      : k.reshape(value.as('logical'), shape);
  return { left: shaped(a, fill(left)), right: shaped(b, fill(right)) };
}

/** A stack of rows on the left of one matrix is one taller matrix. */
const foldable = (left: Handle, right: Handle) =>
  left.shape.length > 2 && sizeOf(right.shape.slice(0, -2)) === 1;

const flat = (k: Kernels, x: Handle): Handle => {
  const last = x.shape.at(-1)!;
  return k.reshape(x, [sizeOf(x.shape) / last, last]);
};

export const matrixRules: Rules<'Gemm' | 'MatMul'> = {
  Gemm: {
    reads: { inputs: [0, 1] },
    macs: ({ attributes: { transA } }, [a], output) => sizeOf(output) * a![transA ? 0 : 1]!,
    forward(site) {
      const { k, attributes, inputs } = site;
      const { alpha, beta, transA, transB } = attributes;
      const [a, b] = [input(site).as('logical'), input(site, 1).as('logical')];
      const y = scaled(k, k.matMul(a, b, transA, transB), alpha);
      const c = inputs[2]?.as('logical');
      if (c === undefined) return [new Value(k, y, 'logical')];
      const whole = beta === 1 && c.shape.length === 1 && c.shape[0] === y.shape[1];
      const sum = whole ? k.addBias(y, c) : k.binary('add', y, scaled(k, c, beta));
      return [new Value(k, sum, 'logical')];
    },
    backward(site) {
      const { k, attributes, wanted, inputs } = site;
      const { alpha, beta, transA, transB } = attributes;
      const gradient = gradientOf(site).as('logical');
      const g = scaled(k, gradient, alpha);
      const toA = () => {
        const b = input(site, 1).as('logical');
        return transA ? k.matMul(b, g, transB, true) : k.matMul(g, b, false, !transB);
      };
      const toB = () => {
        const a = input(site).as('logical');
        return transB ? k.matMul(g, a, true, transA) : k.matMul(a, g, !transA, false);
      };
      return [
        wanted[0] ? new Value(k, site.pass('input-gradient', toA), 'logical') : undefined,
        wanted[1] ? new Value(k, site.pass('weight-gradient', toB), 'logical') : undefined,
        wanted[2] ? reducedTo(k, scaled(k, gradient, beta), 'logical', inputs[2]!) : undefined,
      ];
    },
  },
  MatMul: {
    reads: { inputs: [0, 1] },
    macs: (_, [a], output) => sizeOf(output) * a!.at(-1)!,
    forward(site) {
      const { k } = site;
      const [a, b] = [input(site), input(site, 1)];
      const { left, right } = stacks(k, a, b);
      const y = foldable(left, right)
        ? k.matMul(flat(k, left), flat(k, right), false, false)
        : k.matMul(left, right, false, false);
      const stack = left.shape.slice(0, -2).map((size, i) => Math.max(size, right.shape[i]!));
      const rows = a.shape.length === 1 ? [] : [a.shape.at(-2)!];
      const columns = b.shape.length === 1 ? [] : [b.shape.at(-1)!];
      return [new Value(k, k.reshape(y, [...stack, ...rows, ...columns]), 'logical')];
    },
    backward(site) {
      const { k, wanted } = site;
      const [a, b] = [input(site), input(site, 1)];
      const { left, right } = stacks(k, a, b);
      const stack = left.shape.slice(0, -2).map((size, i) => Math.max(size, right.shape[i]!));
      const g = k.reshape(gradientOf(site).as('logical'), [
        ...stack,
        left.shape.at(-2)!,
        right.shape.at(-1)!,
      ]);
      const fold = foldable(left, right);
      const back = (d: Handle, like: Handle, target: Value) => {
        const stacked = d.shape.length === like.shape.length ? d : k.reshape(d, like.shape);
        const axes = stacked.shape.flatMap((size, i) => (size !== like.shape[i] ? [i] : []));
        const sum = axes.length === 0 ? stacked : k.reduce('sum', stacked, axes, true);
        return new Value(k, k.reshape(sum, target.shape), 'logical');
      };
      const toA = () =>
        fold ? k.matMul(flat(k, g), flat(k, right), false, true) : k.matMul(g, right, false, true);
      const toB = () =>
        fold ? k.matMul(flat(k, left), flat(k, g), true, false) : k.matMul(left, g, true, false);
      return [
        wanted[0] ? back(site.pass('input-gradient', toA), left, a) : undefined,
        wanted[1] ? back(site.pass('weight-gradient', toB), right, b) : undefined,
      ];
    },
  },
};
