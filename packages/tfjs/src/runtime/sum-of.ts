import type { Handle } from '../kernels/handle.ts';
import type { Kernels } from '../kernels/kernels.ts';

/** Sum of all values; rows are added up by the host, beyond what float32 counts exactly. */
export function sumOf(k: Kernels, x: Handle): number {
  const axes = x.shape.map((_, axis) => axis).slice(1);
  let sum = 0;
  for (const row of k.download(k.reduce('sum', x, axes, false))) sum += row;
  return sum;
}
