import type { MacFields } from '../golden/machine/mac-instruction.ts';
import type { MachineShape } from '../golden/machine/machine-shape.ts';
import type { Geometry, Place, ResultPlace, WidePlace } from './geometry.ts';
import { wrapped } from './geometry.ts';
import { groupsThatFit } from './limits.ts';
import { split } from './split.ts';

/** How a weight's gradient is added to its accumulators. */
export interface AccumulationRule {
  readonly random: boolean;
  /** Present: signs are predicted, above this threshold. */
  readonly threshold?: number;
}

/** Rows of the ofmap at a time, so that their pixels fit the lanes. */
export function rowsAtATime({ aBytes, bBytes }: MachineShape, [, width]: Geometry['output']) {
  return Math.max(1, Math.floor(Math.min(bBytes, aBytes / 2) / width));
}

/**
 * Instructions of a convolution's weight gradient, added to accumulators that lie as the master does.
 */
export function weightGradientPass(
  shape: MachineShape,
  geometry: Geometry,
  input: Place,
  gradient: WidePlace,
  accumulators: ResultPlace,
  { random, threshold }: AccumulationRule,
): MacFields[] {
  const { inputBlocks, outputBlocks, strides, pads, dilations, kernel } = geometry;
  const [height, width] = geometry.input;
  const [outHeight, outWidth] = geometry.output;
  const { lanes: T } = shape;
  const columns = kernel[0] * kernel[1] * inputBlocks * T;
  const rowWords = width * inputBlocks;
  return split(outHeight, rowsAtATime(shape, geometry.output)).flatMap(([row, rows]) => {
    const k = rows * outWidth;
    const most = groupsThatFit(shape, k, 2, 1);
    const top = row * strides[0] - pads[0];
    return split(outputBlocks, most).map(([first, groups]) => ({
      k,
      groups,
      columns,
      aSpread: true,
      bSpread: true,
      aPlanes: true,
      accumulate: true,
      random,
      predict: threshold !== undefined,
      threshold: threshold ?? 0,
      xa: gradient.register,
      xb: input.register,
      xo: accumulators.register,
      aBase: gradient.base + row * outWidth * outputBlocks + first,
      aLoops: [
        { count: 2, stride: gradient.plane },
        { count: groups, stride: 1 },
        { count: k, stride: outputBlocks },
      ],
      bBase: wrapped(input.base + top * rowWords - pads[1] * inputBlocks, shape.memory / T),
      y0: top,
      x0: -pads[1],
      height,
      width,
      bLoops: [
        { count: kernel[0], stride: dilations[0] * rowWords, dy: dilations[0] },
        { count: kernel[1], stride: dilations[1] * inputBlocks, dx: dilations[1] },
        { count: inputBlocks, stride: 1 },
        { count: rows, stride: strides[0] * rowWords, dy: strides[0] },
        { count: outWidth, stride: strides[1] * inputBlocks, dx: strides[1] },
      ],
      output: accumulators.index + first * T * columns,
      perRow: columns,
      sx: 1,
      sg: T * columns,
      si: columns,
    }));
  });
}
