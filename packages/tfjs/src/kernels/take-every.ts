import type { Handle } from './handle.ts';
import type { Kernels } from './kernels.ts';

/** `count` elements of an axis, every `step`-th from `start`. */
export function takeEvery(
  k: Kernels,
  x: Handle,
  axis: number,
  start: number,
  step: number,
  count: number,
): Handle {
  if (start === 0 && count === x.shape[axis]) return x;
  if (step !== 1 && count > 1) {
    const indices = Int32Array.from({ length: count }, (_, i) => start + i * step);
    return k.gather(x, indices, axis);
  }
  return k.slice(x, x.shape.map(() => 0).with(axis, start), x.shape.with(axis, count));
}
