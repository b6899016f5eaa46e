import type { Handle, Shape } from './handle.ts';
import type { Kernels, Window } from './kernels.ts';
import { padAxes } from './pad-axes.ts';
import { takeEvery } from './take-every.ts';

/**
 * Filter gradient of a convolution by forward kernels: of 1 x 1 filters as a product of matrices, of
 * others as a convolution in which batch and channels change places. Measured faster for their shapes.
 */
export function convFilterGradientByForward(
  k: Kernels,
  x: Handle,
  g: Handle,
  filterShape: Shape,
  window: Window,
): Handle {
  const pointwise = filterShape[0] === 1 && filterShape[1] === 1;
  return pointwise && window.pads.every((pad) => pad === 0)
    ? byProduct(k, x, g, filterShape, window)
    : byExchange(k, x, g, filterShape, window);
}

/** `x^T g`, or `g^T x` transposed: whichever transposes the narrower matrix of pixels. */
function byProduct(
  k: Kernels,
  x: Handle,
  g: Handle,
  filterShape: Shape,
  { strides }: Window,
): Handle {
  const [n, p, q, m] = g.shape as readonly [number, number, number, number];
  const rows = takeEvery(k, x, 1, 0, strides[0], p);
  const seen = takeEvery(k, rows, 2, 0, strides[1], q);
  const c = x.shape[3]!;
  const [inputs, outputs] = [k.reshape(seen, [n * p * q, c]), k.reshape(g, [n * p * q, m])];
  const product =
    c <= m
      ? k.matMul(inputs, outputs, true, false)
      : k.transpose(k.matMul(outputs, inputs, true, false), [1, 0]);
  return k.reshape(product, filterShape);
}

/**
 * The input [C, H, W, N] convolved with the output gradient [P, Q, N, M] as its filter into
 * [C, R, S, M]; stride and dilation change places. Where no stride would step over channels, the C
 * images lie interleaved by rows in one image [1, H C, W, N]: its R C rows of results fill the tiles
 * of the kernel, which C images of R rows leave half empty.
 */
function byExchange(k: Kernels, x: Handle, g: Handle, filterShape: Shape, window: Window): Handle {
  const [r, s, c, m] = filterShape as readonly [number, number, number, number];
  const { seen, window: exchanged } = exchange(k, x, g, filterShape, window);
  const filter = k.transpose(g, [1, 2, 0, 3]);
  const { strides, dilations, pads } = exchanged;
  if (strides[0] !== 1) {
    const images = k.transpose(seen, [3, 1, 2, 0]);
    return k.transpose(k.conv(images, filter, exchanged), [1, 2, 0, 3]);
  }
  const [n, h, w] = seen.shape as readonly [number, number, number, number];
  const image = k.reshape(k.transpose(seen, [1, 3, 2, 0]), [1, h * c, w, n]);
  const y = k.conv(image, filter, {
    strides,
    dilations: [dilations[0] * c, dilations[1]],
    pads: [pads[0] * c, pads[1], pads[2] * c, pads[3]],
  });
  return k.transpose(k.reshape(y, [r, c, s, m]), [0, 2, 1, 3]);
}

/**
 * The same for depthwise filters [R, S, C, Q]: every channel of every image is a channel of one
 * depthwise convolution, whose results are summed over the images.
 */
export function depthwiseFilterGradientByForward(
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
