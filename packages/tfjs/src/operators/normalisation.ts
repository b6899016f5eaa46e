import type { Range } from '../kernels/fused.ts';
import type { Handle } from '../kernels/handle.ts';
import type { Kernels, NormParameters } from '../kernels/kernels.ts';
import { Value } from '../runtime/value.ts';
import { gradientOf, input, type Rule, type Rules, type Site } from './rule.ts';

/** A value [N, C, ...] of any rank with its channels last, as a feature map. */
function channelsLast(k: Kernels, value: Value): Handle {
  if (value.shape.length === 4) return value.as('nhwc');
  const [n, c, ...rest] = value.shape as readonly [number, number, ...number[]];
  const pixels = rest.reduce((a, b) => a * b, 1);
  const x = value.as('logical');
  if (pixels === 1) return k.reshape(x, [n, 1, 1, c]);
  return k.reshape(k.transpose(k.reshape(x, [n, c, pixels]), [0, 2, 1]), [n, pixels, 1, c]);
}

function fromChannelsLast(k: Kernels, y: Handle, { shape }: Value): Value {
  if (shape.length === 4) return new Value(k, y, 'nhwc');
  const [n, pixels, , c] = y.shape as readonly [number, number, number, number];
  const logical = pixels === 1 ? y : k.transpose(k.reshape(y, [n, pixels, c]), [0, 2, 1]);
  return new Value(k, k.reshape(logical, shape), 'logical');
}

const everything: Range = { floor: Number.NEGATIVE_INFINITY, ceiling: Number.POSITIVE_INFINITY };

/**
 * In training: mean and variance of the batch, over all axes but the channels, the variance that of
 * the population; both enter the running ones as `momentum * running + (1 - momentum) * batch`, as
 * ONNX defines its training mode. (PyTorch puts the sample variance there.)
 *
 * @param range To which a rectifier cuts the result, on kernels that fuse it. Its gradient needs no result:
 * what was cut is found again from the input.
 */
export const batchNormalization = (range = everything): Rule<'BatchNormalization'> => ({
  reads: { inputs: [0, 1, 2] },
  ...(range.floor === 0 ? { isRectified: true } : {}),
  forward(site) {
    const { k, node, attributes } = site;
    const { epsilon } = attributes;
    const x = channelsLast(k, input(site));
    const parameters = normParameters(site);
    if (!site.training) {
      return [fromChannelsLast(k, k.batchNormInference(x, parameters, epsilon), input(site))];
    }
    const { y, statistics, running } =
      k.fused?.norm(x, parameters, attributes, range) ?? normByParts(site, x, parameters);
    site.save(statistics.mean, statistics.variance);
    site.replace(node.inputs[3]!, running.mean);
    site.replace(node.inputs[4]!, running.variance);
    return [fromChannelsLast(k, y, input(site))];
  },
  backward(site) {
    const { k, wanted, saved } = site;
    const x = channelsLast(k, input(site));
    const g = channelsLast(k, gradientOf(site));
    const [scale, bias] = [input(site, 1).as('logical'), input(site, 2).as('logical')];
    const statistics = { mean: saved[0]!, variance: saved[1]! };
    const { epsilon } = site.attributes;
    const d =
      k.fused?.normGradient(g, x, { scale, bias }, statistics, epsilon, range) ??
      k.batchNormGradient(g, x, scale, statistics, epsilon);
    return [
      wanted[0] ? fromChannelsLast(k, d.x, input(site)) : undefined,
      wanted[1] ? new Value(k, d.scale, 'logical') : undefined,
      wanted[2] ? new Value(k, d.bias, 'logical') : undefined,
    ];
  },
});

function normParameters(site: Site<'BatchNormalization'>): NormParameters {
  const [scale, bias, mean, variance] = [1, 2, 3, 4].map((at) => input(site, at).as('logical'));
  return { scale: scale!, bias: bias!, mean: mean!, variance: variance! };
}

function normByParts(
  { k, attributes }: Site<'BatchNormalization'>,
  x: Handle,
  { scale, bias, mean, variance }: NormParameters,
) {
  const { epsilon, momentum } = attributes;
  const { y, statistics } = k.batchNorm(x, scale, bias, epsilon);
  const blend = (running: Handle, batch: Handle) =>
    k.binary(
      'add',
      k.binary('mul', running, k.scalar(momentum)),
      k.binary('mul', batch, k.scalar(1 - momentum)),
    );
  const running = {
    mean: blend(mean, statistics.mean),
    variance: blend(variance, statistics.variance),
  };
  return { y, statistics, running };
}

/** Sum over a window of channels that reaches `before` back and `after` ahead. */
function channelWindow(k: Kernels, x: Handle, before: number, after: number): Handle {
  const axis = x.shape.length - 1;
  const zeros = x.shape.map(() => 0);
  const padded = k.pad(x, zeros.with(axis, before), zeros.with(axis, after), 0);
  let sum: Handle | undefined;
  for (let i = 0; i <= before + after; i++) {
    const term = k.slice(padded, zeros.with(axis, i), x.shape);
    sum = sum === undefined ? term : k.binary('add', sum, term);
  }
  return sum!;
}

export const normalisationRules: Rules<'BatchNormalization' | 'LRN'> = {
  BatchNormalization: batchNormalization(),

  /** `y = x s^-beta`, `s = bias + alpha / size * sum of x^2` over a window of channels. */
  LRN: {
    reads: { inputs: [0] },
    forward(site) {
      const { k } = site;
      const x = channelsLast(k, input(site));
      const y = k.binary('mul', x, lrnFactor(k, x, site.attributes));
      return [fromChannelsLast(k, y, input(site))];
    },
    backward(site) {
      const { k, attributes } = site;
      const { size, alpha, beta } = attributes;
      const x = channelsLast(k, input(site));
      const g = channelsLast(k, gradientOf(site));
      const factor = lrnFactor(k, x, attributes);
      const inner = k.binary(
        'div',
        k.binary('mul', k.binary('mul', g, x), factor),
        lrnSum(k, x, attributes),
      );
      // A channel is seen by the windows in which it lies: the window turned around.
      const seen = channelWindow(k, inner, Math.ceil((size - 1) / 2), Math.floor((size - 1) / 2));
      const indirect = k.binary(
        'mul',
        k.binary('mul', x, seen),
        k.scalar((2 * alpha * beta) / size),
      );
      const d = k.binary('sub', k.binary('mul', g, factor), indirect);
      return [fromChannelsLast(k, d, input(site))];
    },
  },
};

interface Lrn {
  readonly size: number;
  readonly alpha: number;
  readonly beta: number;
  readonly bias: number;
}

function lrnSum(k: Kernels, x: Handle, { size, alpha, bias }: Lrn): Handle {
  const [before, after] = [Math.floor((size - 1) / 2), Math.ceil((size - 1) / 2)];
  const squares = channelWindow(k, k.unary('square', x), before, after);
  return k.binary('add', k.binary('mul', squares, k.scalar(alpha / size)), k.scalar(bias));
}

const lrnFactor = (k: Kernels, x: Handle, attributes: Lrn): Handle =>
  k.binary('pow', lrnSum(k, x, attributes), k.scalar(-attributes.beta));
