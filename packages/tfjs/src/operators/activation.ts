import type { Handle } from '../kernels/handle.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { Value } from '../runtime/value.ts';
import { aligned, reducedTo } from './broadcast.ts';
import { gradientOf, input, type Rule, type Rules } from './rule.ts';

type Activation = 'Relu' | 'LeakyRelu' | 'Clip' | 'Sigmoid' | 'HardSigmoid' | 'HardSwish';

/** An operator on single elements; `backward` reads its input unless `from` says the output. */
function elementwise<Op extends Activation>(rule: {
  from?: 'output';
  forward(
    k: Kernels,
    x: Handle,
    attributes: Parameters<Rule<Op>['forward']>[0]['attributes'],
  ): Handle;
  backward(
    k: Kernels,
    gradient: Handle,
    read: Handle,
    attributes: Parameters<Rule<Op>['forward']>[0]['attributes'],
  ): Handle;
}): Rule<Op> {
  const output = rule.from === 'output';
  return {
    reads: output ? { outputs: true } : { inputs: [0] },
    forward(site) {
      const layout = input(site).preferred;
      const y = rule.forward(site.k, input(site).as(layout), site.attributes);
      return [new Value(site.k, y, layout)];
    },
    backward(site) {
      const layout = site.outputs[0]!.layout;
      const read = (output ? site.outputs[0]! : input(site)).as(layout);
      const d = rule.backward(site.k, gradientOf(site).as(layout), read, site.attributes);
      return [new Value(site.k, d, layout)];
    },
  };
}

/** The share of the gradient where `low < x < high`. */
const within = (k: Kernels, g: Handle, x: Handle, low: number, high: number) =>
  k.binary(
    'mul',
    g,
    k.binary(
      'mul',
      k.compare('greaterEqual', x, k.scalar(low)),
      k.compare('lessEqual', x, k.scalar(high)),
    ),
  );

const clipped = (k: Kernels, x: Handle, low: number, high: number) => {
  const raised = low === Number.NEGATIVE_INFINITY ? x : k.binary('maximum', x, k.scalar(low));
  // One kernel always runs, so that the output is not its input's handle in another guise.
  return k.binary('minimum', raised, k.scalar(high));
};

const affine = (k: Kernels, x: Handle, scale: number, shift: number) =>
  k.binary('add', k.binary('mul', x, k.scalar(scale)), k.scalar(shift));

export const activationRules: Rules<Activation | 'PRelu'> = {
  Relu: {
    ...elementwise<'Relu'>({
      from: 'output',
      forward: (k, x) => k.unary('relu', x),
      backward: (k, g, y) => k.reluGradient(g, y),
    }),
    isRectified: true,
  },
  LeakyRelu: elementwise<'LeakyRelu'>({
    forward: (k, x, { alpha }) => {
      const low = k.binary('minimum', x, k.scalar(0));
      return k.binary('add', k.unary('relu', x), k.binary('mul', low, k.scalar(alpha)));
    },
    backward: (k, g, x, { alpha }) =>
      k.binary('mul', g, affine(k, k.compare('greater', x, k.scalar(0)), 1 - alpha, alpha)),
  }),
  Clip: elementwise<'Clip'>({
    forward: (k, x, { min, max }) =>
      min === 0 && max === 6 && k.relu6 !== undefined ? k.relu6(x) : clipped(k, x, min, max),
    backward: (k, g, x, { min, max }) =>
      min === 0 && max === 6 && k.relu6Gradient !== undefined
        ? k.relu6Gradient(g, x)
        : within(k, g, x, min, max),
  }),
  Sigmoid: elementwise<'Sigmoid'>({
    from: 'output',
    forward: (k, x) => k.unary('sigmoid', x),
    backward: (k, g, y) => k.binary('mul', g, k.binary('mul', y, k.binary('sub', k.scalar(1), y))),
  }),
  HardSigmoid: elementwise<'HardSigmoid'>({
    forward: (k, x, { alpha, beta }) => clipped(k, affine(k, x, alpha, beta), 0, 1),
    backward: (k, g, x, { alpha, beta }) =>
      k.binary('mul', within(k, g, affine(k, x, alpha, beta), 0, 1), k.scalar(alpha)),
  }),
  /** `x * hardSigmoid(x)` with slope 1/6 and offset 1/2. */
  HardSwish: elementwise<'HardSwish'>({
    forward: (k, x) => k.binary('mul', x, clipped(k, affine(k, x, 1 / 6, 0.5), 0, 1)),
    backward: (k, g, x) => {
      const gate = affine(k, x, 1 / 6, 0.5);
      const inner = within(k, k.binary('mul', x, k.scalar(1 / 6)), gate, 0, 1);
      return k.binary('mul', g, k.binary('add', clipped(k, gate, 0, 1), inner));
    },
  }),
  PRelu: {
    reads: { inputs: [0, 1] },
    forward(site) {
      const { k } = site;
      const { a: x, b: slope, layout } = aligned(k, input(site), input(site, 1));
      const low = k.binary('mul', k.binary('minimum', x, k.scalar(0)), slope);
      return [new Value(k, k.binary('add', k.unary('relu', x), low), layout)];
    },
    backward(site) {
      const { k, wanted } = site;
      const { a: x, b: slope, layout } = aligned(k, input(site), input(site, 1));
      const g = gradientOf(site).as(layout);
      const positive = k.compare('greater', x, k.scalar(0));
      const toInput = () => {
        const low = k.binary('mul', k.binary('sub', k.scalar(1), positive), slope);
        return k.binary('mul', g, k.binary('add', positive, low));
      };
      const toSlope = () => k.binary('mul', g, k.binary('minimum', x, k.scalar(0)));
      return [
        wanted[0] ? new Value(k, toInput(), layout) : undefined,
        wanted[1] ? reducedTo(k, toSlope(), layout, input(site, 1)) : undefined,
      ];
    },
  },
};
