import type { Pair, Workload } from '@picojoule/spec';

/** What a filter of `taps` taps spans. */
export const spanOf = (taps: number, dilation: number) => (taps - 1) * dilation + 1;

/**
 * By how much the stored ifmap is stretched with inserted zeros, [y, x]; 1 for plain convolutions.
 * Transposed convolutions and input gradients of strided ones come as convolutions of stride 1 whose
 * output needs a larger map than the one stored (see `passWork` of `@picojoule/graph`).
 */
export function stretchOf(workload: Workload): Pair {
  return [along(workload, 0), along(workload, 1)];
}

function along(workload: Workload, axis: 0 | 1): number {
  const size = workload.input[axis];
  const needed =
    (workload.output[axis] - 1) * workload.strides[axis] +
    spanOf(workload.kernel[axis], workload.dilations[axis]) -
    workload.pads[axis] -
    workload.pads[axis === 0 ? 2 : 3];
  if (needed <= size || size < 2 || workload.strides[axis] > 1) return 1;
  return Math.max(1, Math.round((needed - 1) / (size - 1)));
}
