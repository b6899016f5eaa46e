import type { Handle, Shape } from './handle.ts';
import type { Kernels, Window } from './kernels.ts';
import { padAxes } from './pad-axes.ts';

/**
 * Filter gradient of a convolution as a forward convolution with batch and channels exchanged: the
 * input [C, H, W, N] is convolved with the output gradient [P, Q, N, M] as its filter into
 * [C, R, S, M]; stride and dilation change places.
 */
export function convFilterGradientByExchange(
  k: Kernels,
  x: Handle,
  g: Handle,
  filterShape: Shape,
  window: Window,
): Handle {
  const exchanged = exchange(k, x, g, filterShape, window);
  const images = k.transpose(exchanged.seen, [3, 1, 2, 0]);
  const filter = k.transpose(g, [1, 2, 0, 3]);
  return k.transpose(k.conv(images, filter, exchanged.window), [1, 2, 0, 3]);
}

/**
 * The same for depthwise filters [R, S, C, Q]: every channel of every image is a channel of one
 * depthwise convolution, whose results are summed over the images.
 */
export function depthwiseFilterGradientByExchange(
  k: Kernels,
  x: Handle,
  g: Handle,
  filterShape: Shape,
  window: Window,
): Handle {
  const [r, s, c, multiplier] = filterShape as readonly [number, number, number, number];
  const [n, p, q] = g.shape as readonly [number, number, number];
  const exchanged = exchange(k, x, g, filterShape, window);
  const [, h, w] = exchanged.seen.shape as readonly [number, number, number];
  const images = k.reshape(k.transpose(exchanged.seen, [1, 2, 0, 3]), [1, h, w, n * c]);
  const filter = k.reshape(k.transpose(g, [1, 2, 0, 3]), [p, q, n * c, multiplier]);
  const each = k.depthwise(images, filter, exchanged.window);
  const sum = k.reduce('sum', k.reshape(each, [r * s, n, c * multiplier]), [1], false);
  return k.reshape(sum, filterShape);
}

/**
 * The window of the exchanged convolution, and the input without what no window saw, so that exactly
 * R x S positions remain.
 */
function exchange(
  k: Kernels,
  x: Handle,
  g: Handle,
  filterShape: Shape,
  { strides, pads, dilations }: Window,
): { readonly seen: Handle; readonly window: Window } {
  const [r, s] = filterShape as readonly [number, number];
  const [, p, q] = g.shape as readonly [number, number, number];
  const [, h, w] = x.shape as readonly [number, number, number];
  const bottom = (p - 1) * strides[0] + (r - 1) * dilations[0] + 1 - h - pads[0];
  const right = (q - 1) * strides[1] + (s - 1) * dilations[1] + 1 - w - pads[1];
  const crop = [0, Math.min(0, bottom), Math.min(0, right), 0];
  return {
    seen: padAxes(k, x, [0, 0, 0, 0], crop),
    window: {
      strides: dilations,
      dilations: strides,
      pads: [pads[0], pads[1], Math.max(0, bottom), Math.max(0, right)],
    },
  };
}
