import type { Handle, Shape } from './handle.ts';
import type { Kernels, Window } from './kernels.ts';
import { padAxes } from './pad-axes.ts';
import { takeEvery } from './take-every.ts';

/**
 * Filter gradient of a convolution, tap by tap: the inputs that a tap saw, as a matrix [C, NPQ],
 * times the output gradient [NPQ, M].
 */
export function convFilterGradientByTaps(
  k: Kernels,
  x: Handle,
  g: Handle,
  filterShape: Shape,
  { strides, pads, dilations }: Window,
): Handle {
  const [r, s, c, m] = filterShape as readonly [number, number, number, number];
  const [n, p, q] = g.shape as readonly [number, number, number];
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
  return k.reshape(all, filterShape);
}
