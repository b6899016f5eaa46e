import { type ConvAttributes, type Pads, sizeOf } from '@picojoule/spec';
import type { Range } from '../kernels/fused.ts';
import type { Handle, Shape } from '../kernels/handle.ts';
import type { Kernels, Window } from '../kernels/kernels.ts';
import { padAxes } from '../kernels/pad-axes.ts';
import { Value } from '../runtime/value.ts';
import { gradientOf, input, type Rules } from './rule.ts';

/** The three passes of a convolution on NHWC and HWIO, groups included. */
interface Convolution {
  forward(x: Handle, filter: Handle): Handle;
  /** With a bias and perhaps a map added, and cut to a range. Only the plain one adds a map. */
  biased(x: Handle, filter: Handle, bias: Handle, range?: Range, addend?: Handle): Handle;
  inputGradient(g: Handle, filter: Handle, inputShape: Shape): Handle;
  filterGradient(x: Handle, g: Handle, filterShape: Shape): Handle;
}

/** Part `index` of `count` equal parts along an axis. */
function part(k: Kernels, x: Handle, axis: number, index: number, count: number): Handle {
  const size = x.shape[axis]! / count;
  const begin = x.shape.map(() => 0).with(axis, index * size);
  return k.slice(x, begin, x.shape.with(axis, size));
}

function plain(k: Kernels, window: Window): Convolution {
  return {
    forward: (x, filter) => k.conv(x, filter, window),
    biased: (x, filter, bias, range, addend) => k.convBias!(x, filter, bias, window, range, addend),
    inputGradient: (g, filter, shape) => k.convInputGradient(g, filter, shape, window),
    filterGradient: (x, g, shape) => k.convFilterGradient(x, g, shape, window),
  };
}

/** [R, S, 1, M] and [R, S, C, M / C] hold the same values in the same order. */
function depthwise(k: Kernels, window: Window, channels: number): Convolution {
  const shaped = ([r, s, , m]: Shape) => [r!, s!, channels, m! / channels];
  return {
    forward: (x, filter) => k.depthwise(x, k.reshape(filter, shaped(filter.shape)), window),
    biased: (x, filter, bias, range) =>
      k.depthwiseBias!(x, k.reshape(filter, shaped(filter.shape)), bias, window, range),
    inputGradient: (g, filter, shape) =>
      k.depthwiseInputGradient(g, k.reshape(filter, shaped(filter.shape)), shape, window),
    filterGradient: (x, g, shape) =>
      k.reshape(k.depthwiseFilterGradient(x, g, shaped(shape), window), shape),
  };
}

function grouped(k: Kernels, window: Window, groups: number): Convolution {
  const one = plain(k, window);
  const all = (axis: number, make: (group: number) => Handle) =>
    k.concat(
      Array.from({ length: groups }, (_, group) => make(group)),
      axis,
    );
  const of = (x: Handle, group: number) => part(k, x, 3, group, groups);
  const share = (shape: Shape) => shape.with(3, shape[3]! / groups);
  return {
    forward: (x, filter) => all(3, (i) => one.forward(of(x, i), of(filter, i))),
    biased: (x, filter, bias, range) =>
      all(3, (i) => one.biased(of(x, i), of(filter, i), part(k, bias, 0, i, groups), range)),
    inputGradient: (g, filter, shape) =>
      all(3, (i) => one.inputGradient(of(g, i), of(filter, i), share(shape))),
    filterGradient: (x, g, shape) =>
      all(3, (i) => one.filterGradient(of(x, i), of(g, i), share(shape))),
  };
}

export function convolution(
  k: Kernels,
  window: Window,
  groups: number,
  channels: number,
): Convolution {
  if (groups === 1) return plain(k, window);
  if (groups === channels && k.hasDepthwise(window)) return depthwise(k, window, channels);
  return grouped(k, window, groups);
}

export const negative = (pads: Pads) => pads.some((pad) => pad < 0);

/** Negative pads crop the feature map itself; the window keeps the others. */
export function cropped(k: Kernels, x: Handle, pads: Pads): Handle {
  const crop = pads.map((pad) => Math.min(0, pad)) as unknown as Pads;
  return padAxes(k, x, [0, crop[0], crop[1], 0], [0, crop[2], crop[3], 0]);
}

export const windowOf = ({ strides, pads, dilations }: ConvAttributes): Window => ({
  strides,
  dilations,
  pads: pads.map((pad) => Math.max(0, pad)) as unknown as Pads,
});

const biased = (k: Kernels, y: Handle, bias: Value | undefined) =>
  bias === undefined ? y : k.addBias(y, bias.as('logical'));

export const convolutionRules: Rules<'Conv' | 'ConvTranspose'> = {
  Conv: {
    reads: { inputs: [0, 1] },
    macs: (_, [, filter], output) => sizeOf(output) * sizeOf(filter!.slice(1)),
    forward(site) {
      const { k, attributes } = site;
      const x = input(site).as('nhwc');
      const { group, pads } = attributes;
      const conv = convolution(k, windowOf(attributes), group, x.shape[3]!);
      const y = conv.forward(negative(pads) ? cropped(k, x, pads) : x, input(site, 1).as('hwio'));
      return [new Value(k, biased(k, y, site.inputs[2]), 'nhwc')];
    },
    backward(site) {
      const { k, attributes, wanted } = site;
      const { group, pads } = attributes;
      const g = gradientOf(site).as('nhwc');
      const [n, c, h, w] = input(site).shape as readonly [number, number, number, number];
      const conv = convolution(k, windowOf(attributes), group, c);
      const [top, left, bottom, right] = pads.map((pad) => Math.min(0, pad)) as unknown as Pads;
      const seen = [n, h + top + bottom, w + left + right, c];
      const filter = () => input(site, 1).as('hwio');
      return [
        wanted[0]
          ? new Value(
              k,
              site.pass('input-gradient', () => {
                const inner = conv.inputGradient(g, filter(), seen);
                return padAxes(k, inner, [0, -top, -left, 0], [0, -bottom, -right, 0]);
              }),
              'nhwc',
            )
          : undefined,
        wanted[1]
          ? new Value(
              k,
              site.pass('weight-gradient', () => {
                const x = input(site).as('nhwc');
                const inner = negative(pads) ? cropped(k, x, pads) : x;
                return conv.filterGradient(inner, g, filter().shape);
              }),
              'hwio',
            )
          : undefined,
        wanted[2] ? new Value(k, k.biasGradient(g), 'logical') : undefined,
      ];
    },
  },

  /**
   * The input gradient of the convolution from its output to its input. Its filter [C, M/g, R, S] is
   * stored as [R, S, M/g, C], which is what that convolution takes.
   */
  ConvTranspose: {
    reads: { inputs: [0, 1] },
    macs: (_, [x, filter]) => sizeOf(x!) * sizeOf(filter!.slice(1)),
    forward(site) {
      const { k, attributes } = site;
      const x = input(site).as('nhwc');
      const filter = input(site, 1).as('hwio');
      const shape = grownShape(x.shape, input(site, 1).shape, attributes);
      const { inner, window, crop } = framed(shape, attributes);
      const conv = convolution(k, window, attributes.group, shape[3]!);
      const y = crop(k, conv.inputGradient(x, filter, inner));
      return [new Value(k, biased(k, y, site.inputs[2]), 'nhwc')];
    },
    backward(site) {
      const { k, attributes, wanted } = site;
      const { group } = attributes;
      const g = gradientOf(site).as('nhwc');
      const { window, uncrop } = framed(g.shape, attributes);
      const conv = convolution(k, window, group, g.shape[3]!);
      const padded = uncrop(k, g);
      const filter = () => input(site, 1).as('hwio');
      return [
        wanted[0]
          ? new Value(
              k,
              site.pass('input-gradient', () => conv.forward(padded, filter())),
              'nhwc',
            )
          : undefined,
        wanted[1]
          ? new Value(
              k,
              site.pass('weight-gradient', () => {
                const x = input(site).as('nhwc');
                return conv.filterGradient(padded, x, filter().shape);
              }),
              'hwio',
            )
          : undefined,
        wanted[2] ? new Value(k, k.biasGradient(g), 'logical') : undefined,
      ];
    },
  },
};

function grownShape(
  [n, h, w]: Shape,
  [, perGroup, r, s]: Shape,
  {
    strides,
    pads,
    dilations,
    group,
    outputPadding,
  }: ConvAttributes & {
    readonly outputPadding: readonly [number, number];
  },
): Shape {
  const grow = (size: number, kernel: number, axis: 0 | 1) =>
    strides[axis] * (size - 1) +
    outputPadding[axis] +
    (kernel - 1) * dilations[axis] +
    1 -
    pads[axis] -
    pads[axis === 0 ? 2 : 3];
  return [n!, grow(h!, r!, 0), grow(w!, s!, 1), perGroup! * group];
}

/**
 * The frame in which the transposed convolution is an exact input gradient: without pads, which are
 * cropped from the result instead (negative ones add zeros).
 */
function framed(shape: Shape, { strides, dilations, pads }: ConvAttributes) {
  const [top, left, bottom, right] = pads;
  const [n, h, w, c] = shape as readonly [number, number, number, number];
  const window: Window = { strides, dilations, pads: [0, 0, 0, 0] };
  return {
    window,
    inner: [n, h + top + bottom, w + left + right, c],
    crop: (k: Kernels, y: Handle) => padAxes(k, y, [0, -top, -left, 0], [0, -bottom, -right, 0]),
    uncrop: (k: Kernels, g: Handle) => padAxes(k, g, [0, top, left, 0], [0, bottom, right, 0]),
  };
}
