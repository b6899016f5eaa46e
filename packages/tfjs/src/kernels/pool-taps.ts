import type { Pair } from '@picojoule/spec';
import { mapAxisGradient } from './axis-map.ts';
import type { Handle, Shape } from './handle.ts';
import type { Kernels } from './kernels.ts';
import { takeEvery } from './take-every.ts';

export interface Taps {
  readonly kernel: Pair;
  readonly strides: Pair;
  readonly dilations: Pair;
}

/** What each tap of a pooling window sees: one feature map per tap, each of the output's size. */
export function tapsOf(k: Kernels, x: Handle, taps: Taps, [p, q]: Pair): Handle[] {
  const { kernel, strides, dilations } = taps;
  return Array.from({ length: kernel[0] * kernel[1] }, (_, tap) => {
    const [r, s] = [Math.floor(tap / kernel[1]), tap % kernel[1]];
    const rows = takeEvery(k, x, 1, r * dilations[0], strides[0], p);
    return takeEvery(k, rows, 2, s * dilations[1], strides[1], q);
  });
}

/** Sends what each tap saw back to where it saw it, and sums. */
export function tapsBack(
  k: Kernels,
  gradients: readonly Handle[],
  shape: Shape,
  { kernel, strides, dilations }: Taps,
): Handle {
  return gradients
    .map((g, tap) => {
      const start = [Math.floor(tap / kernel[1]) * dilations[0], (tap % kernel[1]) * dilations[1]];
      const map = (axis: 0 | 1) =>
        Int32Array.from({ length: g.shape[axis + 1]! }, (_, i) => start[axis]! + i * strides[axis]);
      const columns = mapAxisGradient(k, g, 2, map(1), shape[2]!);
      return mapAxisGradient(k, columns, 1, map(0), shape[1]!);
    })
    .reduce((sum, term) => k.binary('add', sum, term));
}

/** The first tap that saw the largest value takes the gradient of its window. */
export function maxPoolGradientByTaps(
  k: Kernels,
  g: Handle,
  x: Handle,
  y: Handle,
  taps: Taps,
): Handle {
  let free = k.compare('equal', y, y);
  const output = [y.shape[1]!, y.shape[2]!] as const;
  const shares = tapsOf(k, x, taps, output).map((tap) => {
    const hit = k.binary('mul', free, k.compare('equal', tap, y));
    free = k.binary('sub', free, hit);
    return k.binary('mul', g, hit);
  });
  return tapsBack(k, shares, x.shape, taps);
}
