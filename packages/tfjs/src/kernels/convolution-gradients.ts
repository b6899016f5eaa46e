import type { Handle, Shape } from './handle.ts';
import type { Kernels, Window } from './kernels.ts';

type Forward = Pick<
  Kernels,
  'conv' | 'gather' | 'transpose' | 'pad' | 'slice' | 'reshape' | 'matMul' | 'concat'
>;

/** [0, step, 2 step, ...], `count` of them. */
const stride = (count: number, step: number, start = 0) =>
  Int32Array.from({ length: count }, (_, i) => start + i * step);

/** Inserts `step - 1` zeros between the elements of an axis. */
export function dilate(k: Forward, x: Handle, axis: number, step: number): Handle {
  const size = x.shape[axis]!;
  if (step === 1 || size === 1) return x;
  const zeros = x.shape.map(() => 0);
  const padded = k.pad(x, zeros, zeros.with(axis, 1), 0);
  const map = Int32Array.from({ length: (size - 1) * step + 1 }, (_, i) =>
    i % step === 0 ? i / step : size,
  );
  return k.gather(padded, map, axis);
}

/** Pads an axis; negative pads crop. */
export function padAxes(
  k: Forward,
  x: Handle,
  before: readonly number[],
  after: readonly number[],
  value = 0,
): Handle {
  let y = x;
  if (before.some((size) => size < 0) || after.some((size) => size < 0)) {
    const begin = before.map((size) => Math.max(0, -size));
    const size = y.shape.map((s, axis) => s - begin[axis]! - Math.max(0, -after[axis]!));
    y = k.slice(y, begin, size);
  }
  if (before.some((size) => size > 0) || after.some((size) => size > 0)) {
    const positive = (sizes: readonly number[]) => sizes.map((size) => Math.max(0, size));
    y = k.pad(y, positive(before), positive(after), value);
  }
  return y;
}

/** The filter turned by 180 degrees, its input and output channels exchanged. */
function turned(k: Forward, filter: Handle): Handle {
  const [r, s, c, m] = filter.shape as [number, number, number, number];
  if (r === 1 && s === 1) return k.transpose(filter, [0, 1, 3, 2]);
  const taps = Int32Array.from({ length: r * s }, (_, i) => r * s - 1 - i);
  const flipped = k.gather(k.reshape(filter, [r * s, c, m]), taps, 0);
  return k.reshape(k.transpose(flipped, [0, 2, 1]), [r, s, m, c]);
}

/**
 * Input gradient of a convolution as a convolution of stride 1: the output gradient, with zeros
 * inserted for the stride, and the turned filter with the same dilation.
 */
export function convInputGradientByForward(
  k: Forward,
  g: Handle,
  filter: Handle,
  inputShape: Shape,
  window: Window,
): Handle {
  const spread = spreadGradient(k, g, filter.shape, inputShape, window);
  return k.conv(spread, turned(k, filter), {
    strides: [1, 1],
    pads: [0, 0, 0, 0],
    dilations: window.dilations,
  });
}

/** The output gradient with zeros inserted for the stride, in the frame that gives the input's size. */
function spreadGradient(
  k: Forward,
  g: Handle,
  kernel: Shape,
  inputShape: Shape,
  { strides, pads, dilations }: Window,
): Handle {
  const spread = dilate(k, dilate(k, g, 1, strides[0]), 2, strides[1]);
  const span = [0, 1].map((i) => (kernel[i]! - 1) * dilations[i as 0 | 1]);
  const before = [0, span[0]! - pads[0], span[1]! - pads[1], 0];
  const after = [1, 2].map((axis) => {
    const grown = spread.shape[axis]! + before[axis]!;
    return inputShape[axis]! + span[axis - 1]! - grown;
  });
  return padAxes(k, spread, before, [0, after[0]!, after[1]!, 0]);
}

/**
 * Filter gradient of a convolution, tap by tap: the inputs that a tap saw, as a matrix [C, NPQ],
 * times the output gradient [NPQ, M].
 */
export function convFilterGradientByTaps(
  k: Forward,
  x: Handle,
  g: Handle,
  filterShape: Shape,
  { strides, pads, dilations }: Window,
): Handle {
  const [r, s, c, m] = filterShape as [number, number, number, number];
  const [n, p, q] = g.shape as [number, number, number];
  const padded = padAxes(k, x, [0, pads[0], pads[1], 0], [0, pads[2], pads[3], 0]);
  const columns = k.reshape(g, [n * p * q, m]);
  const taps: Handle[] = [];
  for (let i = 0; i < r; i++) {
    const rows = takeEvery(k, padded, 1, i * dilations[0], strides[0], p);
    for (let j = 0; j < s; j++) {
      const seen = takeEvery(k, rows, 2, j * dilations[1], strides[1], q);
      taps.push(k.matMul(k.reshape(seen, [n * p * q, c]), columns, true, false));
    }
  }
  const all = taps.length === 1 ? taps[0]! : k.concat(taps, 0);
  return k.reshape(all, [r, s, c, m]);
}

/** `count` elements of an axis, every `step`-th from `start`. */
export function takeEvery(
  k: Pick<Kernels, 'slice' | 'gather'>,
  x: Handle,
  axis: number,
  start: number,
  step: number,
  count: number,
): Handle {
  if (step !== 1) return k.gather(x, stride(count, step, start), axis);
  if (start === 0 && count === x.shape[axis]) return x;
  const begin = x.shape.map(() => 0).with(axis, start);
  return k.slice(x, begin, x.shape.with(axis, count));
}

/** The same for depthwise filters [R, S, C, Q]: their channels stay where they are. */
export function depthwiseInputGradientByForward(
  k: Forward & Pick<Kernels, 'depthwise' | 'reduce'>,
  g: Handle,
  filter: Handle,
  inputShape: Shape,
  window: Window,
): Handle {
  const [r, s, c, multiplier] = filter.shape as readonly [number, number, number, number];
  const taps = Int32Array.from({ length: r * s }, (_, i) => r * s - 1 - i);
  const flipped = k.gather(k.reshape(filter, [r * s, c * multiplier]), taps, 0);
  const spread = spreadGradient(k, g, [r, s], inputShape, window);
  const each = k.depthwise(spread, k.reshape(flipped, [r, s, c * multiplier, 1]), {
    strides: [1, 1],
    pads: [0, 0, 0, 0],
    dilations: window.dilations,
  });
  if (multiplier === 1) return each;
  const [n, h, w] = inputShape as readonly [number, number, number];
  return k.reduce('sum', k.reshape(each, [n, h, w, c, multiplier]), [4], false);
}
