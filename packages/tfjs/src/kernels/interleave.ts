import { sizeOf } from '@picojoule/spec';
import type { Handle, Shape } from './handle.ts';
import type { Kernels } from './kernels.ts';

/** Merges maps of one shape along an axis: element `i * count + j` is element `i` of map `j`. */
export function interleave(k: Kernels, maps: readonly Handle[], axis: number): Handle {
  const first = maps[0]!;
  if (maps.length === 1) return first;
  const outer = sizeOf(first.shape.slice(0, axis + 1));
  const inner = sizeOf(first.shape) / outer;
  const merged = k.concat(
    maps.map((x) => k.reshape(x, [outer, inner])),
    1,
  );
  return k.reshape(merged, first.shape.with(axis, first.shape[axis]! * maps.length));
}

/** Puts `step - 1` zeros behind each element of an axis. */
export function spread(k: Kernels, x: Handle, axis: number, step: number): Handle {
  if (step === 1) return x;
  const zero = zeros(k, x.shape);
  return interleave(k, [x, ...Array.from({ length: step - 1 }, () => zero)], axis);
}

export const zeros = (k: Kernels, shape: Shape): Handle =>
  k.upload(new Float32Array(sizeOf(shape)), shape);
