import type { Shape } from './handle.ts';
import type { Window } from './kernels.ts';

/**
 * TensorFlow's name for the pads of a window on a feature map [N, H, W, C] with a filter [R, S, ...]:
 * none, or as few as give `ceil(size / stride)` outputs, half of them before. Undefined for others.
 */
export function namedPadding(
  { strides, pads, dilations }: Window,
  map: Shape,
  filter: Shape,
): 'VALID' | 'SAME' | undefined {
  if (pads.every((pad) => pad === 0)) return 'VALID';
  const same = ([0, 1] as const).every((axis) => {
    const size = map[axis + 1]!;
    const span = (filter[axis]! - 1) * dilations[axis] + 1;
    const outputs = Math.ceil(size / strides[axis]);
    const total = Math.max(0, (outputs - 1) * strides[axis] + span - size);
    const before = Math.floor(total / 2);
    return pads[axis] === before && pads[axis === 0 ? 2 : 3] === total - before;
  });
  return same ? 'SAME' : undefined;
}
