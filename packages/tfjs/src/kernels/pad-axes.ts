import type { Handle } from './handle.ts';
import type { Kernels } from './kernels.ts';

/** Pads axes with a value; negative pads crop. */
export function padAxes(
  k: Kernels,
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
