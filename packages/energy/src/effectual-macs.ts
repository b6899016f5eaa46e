import type { Workload } from '@picojoule/spec';
import { stretchOf } from './stretch.ts';

/**
 * Of the dense MACs, the share whose ifmap operand is a stored value and not padding: exact, from the
 * geometry, as (output position, filter tap) pairs that fall inside the map.
 */
export function insideShare(workload: Workload): number {
  const [stretchY, stretchX] = stretchOf(workload);
  return insideAlong(workload, 0, stretchY) * insideAlong(workload, 1, stretchX);
}

/** MACs of a layer pass, padding and zeros included; without those of zeros that a stretch inserts. */
export function denseMacs(workload: Workload): number {
  const { batch, inputChannels, outputChannels, groups, kernel, input, output } = workload;
  const [y, x] = stretchOf(workload);
  const positions = (y > 1 ? input[0] : output[0]) * (x > 1 ? input[1] : output[1]);
  return (batch * inputChannels * outputChannels * kernel[0] * kernel[1] * positions) / groups;
}

function insideAlong(workload: Workload, axis: 0 | 1, stretch: number): number {
  const [size, taps, outputs] = [
    workload.input[axis],
    workload.kernel[axis],
    workload.output[axis],
  ];
  const [stride, dilation, pad] = [
    workload.strides[axis],
    workload.dilations[axis],
    workload.pads[axis],
  ];
  let inside = 0;
  for (let tap = 0; tap < taps; tap++) {
    const offset = tap * dilation - pad;
    if (stretch > 1) {
      // Stored value i lies at i * stretch and meets this tap at output i * stretch - offset.
      const first = Math.max(0, Math.ceil(offset / stretch));
      const last = Math.min(size - 1, Math.floor((outputs - 1 + offset) / stretch));
      inside += Math.max(0, last - first + 1);
    } else {
      const first = Math.max(0, Math.ceil(-offset / stride));
      const last = Math.min(outputs - 1, Math.floor((size - 1 - offset) / stride));
      inside += Math.max(0, last - first + 1);
    }
  }
  return Math.min(1, inside / (taps * (stretch > 1 ? size : outputs)));
}

/**
 * MACs with both operands non-zero ("non-skipped"): dense MACs, less those with padding, times both
 * densities. The product rule takes the zeros of the two operands as independent.
 */
export function effectualMacs(workload: Workload): number {
  const { macs, density } = workload;
  return macs === 0 ? 0 : macs * insideShare(workload) * density.input * density.weight;
}
