import type { MacFields } from '../golden/machine/mac-instruction.ts';
import type { MachineShape } from '../golden/machine/machine-shape.ts';
import { epilogueFields } from './epilogue-fields.ts';
import type { Epilogue, Geometry, Place, ResultPlace } from './geometry.ts';
import { wrapped } from './geometry.ts';
import { groupsThatFit } from './limits.ts';
import { split } from './split.ts';

/** Instructions of a convolution's forward pass. `weights` is the `hi` plane of the master. */
export function forwardPass(
  shape: MachineShape,
  geometry: Geometry,
  input: Place,
  weights: Place,
  results: ResultPlace,
  epilogue: Epilogue = {},
): MacFields[] {
  const { inputBlocks, outputBlocks, strides, pads, dilations, kernel } = geometry;
  const [height, width] = geometry.input;
  const [outHeight, outWidth] = geometry.output;
  const [rows, columns] = kernel;
  const { lanes: T } = shape;
  const filterWords = rows * columns * inputBlocks;
  const k = filterWords * T;
  const rowWords = width * inputBlocks;
  const words = shape.memory / T;
  return split(outputBlocks, groupsThatFit(shape, k, 1, 1)).map(([first, groups], i) => ({
    k,
    groups,
    columns: outHeight * outWidth,
    keep: i > 0,
    xa: weights.register,
    xb: input.register,
    xo: results.register,
    aBase: weights.base + first * T * filterWords,
    aLoops: [{ count: groups * T * filterWords, stride: 1 }],
    bBase: wrapped(input.base - pads[0] * rowWords - pads[1] * inputBlocks, words),
    y0: -pads[0],
    x0: -pads[1],
    height,
    width,
    bLoops: [
      { count: outHeight, stride: strides[0] * rowWords, dy: strides[0] },
      { count: outWidth, stride: strides[1] * inputBlocks, dx: strides[1] },
      { count: rows, stride: dilations[0] * rowWords, dy: dilations[0] },
      { count: columns, stride: dilations[1] * inputBlocks, dx: dilations[1] },
      { count: inputBlocks, stride: 1 },
    ],
    output: results.index + first * T,
    perRow: outWidth,
    sx: outputBlocks * T,
    sy: outWidth * outputBlocks * T,
    sg: T,
    si: 1,
    ...epilogueFields(epilogue, { first, sx: outputBlocks, sy: outWidth * outputBlocks, sg: 1 }),
  }));
}
