import type { Pair } from '@picojoule/spec';
import type { Handle, Shape } from './handle.ts';
import { interleave, spread, zeros } from './interleave.ts';
import type { Kernels, Window } from './kernels.ts';
import { padAxes } from './pad-axes.ts';
import { takeEvery } from './take-every.ts';

/** The filter turned by 180 degrees, its input and output channels exchanged: [R, S, M, C]. */
function turned(k: Kernels, filter: Handle): Handle {
  const [r, s, c, m] = filter.shape as readonly [number, number, number, number];
  if (r === 1 && s === 1) return k.transpose(filter, [0, 1, 3, 2]);
  const taps = Int32Array.from({ length: r * s }, (_, i) => r * s - 1 - i);
  const flipped = k.gather(k.reshape(filter, [r * s, c, m]), taps, 0);
  return k.reshape(k.transpose(flipped, [0, 2, 1]), [r, s, m, c]);
}

/** A convolution of stride 1 in a frame; negative pads crop. */
function framed(
  k: Kernels,
  x: Handle,
  filter: Handle,
  before: Pair,
  after: Pair,
  dilations: Pair,
): Handle {
  const crop = (sizes: Pair) => [0, ...sizes.map((size) => Math.min(0, size)), 0];
  const [top, left, bottom, right] = [...before, ...after].map((size) => Math.max(0, size)) as [
    number,
    number,
    number,
    number,
  ];
  const inside = padAxes(k, x, crop(before), crop(after));
  return k.conv(inside, filter, { strides: [1, 1], pads: [top, left, bottom, right], dilations });
}

/**
 * Input gradient of a convolution as convolutions of stride 1 of the output gradient with the turned
 * filter. A stride splits it into its phases: the inputs at one position modulo the stride meet only
 * every stride-th tap, so that no inserted zeros are multiplied. Dilated and strided at once: with
 * inserted zeros.
 */
export function convInputGradientByForward(
  k: Kernels,
  g: Handle,
  filter: Handle,
  inputShape: Shape,
  window: Window,
): Handle {
  const { strides, dilations } = window;
  const strided = strides[0] !== 1 || strides[1] !== 1;
  const dilated = dilations[0] !== 1 || dilations[1] !== 1;
  if (strided && !dilated) return byPhases(k, g, turned(k, filter), inputShape, window);
  const { x, before, after } = spreadGradient(k, g, filter.shape, inputShape, window);
  return framed(k, x, turned(k, filter), before, after, dilations);
}

/** Where the phase `phase` of one axis reads the output gradient, and with which taps. */
function phaseOf(phase: number, stride: number, pad: number, taps: number, sizes: Pair) {
  const [input, output] = sizes;
  const first = (phase + pad) % stride;
  const count = Math.max(0, Math.ceil((taps - first) / stride));
  const length = Math.ceil(input / stride);
  const before = count - 1 - (phase + pad - first) / stride;
  return {
    count,
    length,
    before,
    after: length + count - 1 - output - before,
    /** Of the turned filter. */
    start: taps - 1 - (first + stride * (count - 1)),
  };
}

function byPhases(
  k: Kernels,
  g: Handle,
  filter: Handle,
  inputShape: Shape,
  { strides, pads }: Window,
): Handle {
  const [n, h, w, c] = inputShape as readonly [number, number, number, number];
  const [, p, q] = g.shape as readonly [number, number, number];
  const [r, s] = filter.shape as readonly [number, number];
  const rows = Array.from({ length: strides[0] }, (_, a) => {
    const y = phaseOf(a, strides[0], pads[0], r, [h, p]);
    const columns = Array.from({ length: strides[1] }, (_, b) => {
      const x = phaseOf(b, strides[1], pads[1], s, [w, q]);
      if (y.count === 0 || x.count === 0) return zeros(k, [n, y.length, x.length, c]);
      const high = takeEvery(k, filter, 0, y.start, strides[0], y.count);
      const taps = takeEvery(k, high, 1, x.start, strides[1], x.count);
      return framed(k, g, taps, [y.before, x.before], [y.after, x.after], [1, 1]);
    });
    return interleave(k, columns, 2);
  });
  const whole = interleave(k, rows, 1);
  const [, height, width] = whole.shape as readonly [number, number, number];
  return padAxes(k, whole, [0, 0, 0, 0], [0, h - height, w - width, 0]);
}

/** The output gradient with zeros inserted for the stride, and the frame that gives the input's size. */
function spreadGradient(
  k: Kernels,
  g: Handle,
  kernel: Shape,
  inputShape: Shape,
  { strides, pads, dilations }: Window,
): { readonly x: Handle; readonly before: Pair; readonly after: Pair } {
  const x = spread(k, spread(k, g, 1, strides[0]), 2, strides[1]);
  const before = ([0, 1] as const).map((i) => (kernel[i]! - 1) * dilations[i] - pads[i]);
  const after = ([0, 1] as const).map((i) => {
    const grown = x.shape[i + 1]! + before[i]!;
    return inputShape[i + 1]! + (kernel[i]! - 1) * dilations[i] - grown;
  });
  return { x, before: before as never, after: after as never };
}

/** The same for depthwise filters [R, S, C, Q]: their channels stay where they are. */
export function depthwiseInputGradientByForward(
  k: Kernels,
  g: Handle,
  filter: Handle,
  inputShape: Shape,
  window: Window,
): Handle {
  const [r, s, c, multiplier] = filter.shape as readonly [number, number, number, number];
  const taps = Int32Array.from({ length: r * s }, (_, i) => r * s - 1 - i);
  const flipped = k.gather(k.reshape(filter, [r * s, c * multiplier]), taps, 0);
  const { x, before, after } = spreadGradient(k, g, [r, s], inputShape, window);
  const framedMap = padAxes(k, x, [0, ...before, 0], [0, ...after, 0]);
  const each = k.depthwise(framedMap, k.reshape(flipped, [r, s, c * multiplier, 1]), {
    strides: [1, 1],
    pads: [0, 0, 0, 0],
    dilations: window.dilations,
  });
  if (multiplier === 1) return each;
  const [n, h, w] = inputShape as readonly [number, number, number];
  return k.reduce('sum', k.reshape(each, [n, h, w, c, multiplier]), [4], false);
}
