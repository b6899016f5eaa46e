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

/**
 * Of the s x s plain convolutions that a stretch of s makes of a layer (one per output phase), how many
 * have taps along y and x: of a 1 x 1 filter just one. The outputs of the others are zero.
 */
export function phasesOf(workload: Workload): Pair {
  const [y, x] = stretchOf(workload);
  const phases = (axis: 0 | 1, stretch: number) => {
    const met = Array.from(
      { length: Math.min(workload.kernel[axis], stretch) },
      (_, tap) => (tap * workload.dilations[axis]) % stretch,
    );
    return new Set(met).size;
  };
  return [phases(0, y), phases(1, x)];
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
