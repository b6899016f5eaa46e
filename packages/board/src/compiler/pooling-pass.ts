import type { Pair } from '@picojoule/spec';
import type { MacFields } from '../golden/machine/mac-instruction.ts';
import type { MachineShape } from '../golden/machine/machine-shape.ts';
import { epilogueFields } from './epilogue-fields.ts';
import type { Epilogue, Place, ResultPlace, WidePlace } from './geometry.ts';
import { groupsThatFit } from './limits.ts';
import { split } from './split.ts';
import { type AccumulationRule, rowsAtATime } from './weight-gradient-pass.ts';

/** A word whose bytes are all one constant, and what the constant is worth: times 2^-scale. */
export interface Constant extends Place {
  readonly scale: number;
}

/** The constant `c 2^-scale` nearest to 1/pixels, with 64 <= c <= 127. */
export function averageConstant(pixels: number): { readonly c: number; readonly scale: number } {
  let scale = 6;
  while (Math.round(2 ** scale / pixels) < 64) scale++;
  return { c: Math.min(127, Math.round(2 ** scale / pixels)), scale };
}

/** Means over all pixels. */
export function averagePass(
  shape: MachineShape,
  pixels: number,
  blocks: number,
  input: Place,
  constant: Constant,
  results: ResultPlace,
): MacFields[] {
  const { lanes: T } = shape;
  return split(blocks, groupsThatFit(shape, pixels, 1, 1)).map(([first, groups], i) => ({
    k: pixels,
    groups,
    columns: 1,
    keep: i > 0,
    aSpread: true,
    bSpread: true,
    xa: input.register,
    xb: constant.register,
    xo: results.register,
    ke: -constant.scale,
    aBase: input.base + first,
    aLoops: [
      { count: groups, stride: 1 },
      { count: pixels, stride: blocks },
    ],
    bBase: constant.base,
    bLoops: [{ count: pixels, stride: 0 }],
    output: results.index + first * T,
    sg: T,
    si: 1,
  }));
}

/** The gradient of the means, to every pixel. */
export function averageGradientPass(
  shape: MachineShape,
  pixels: number,
  blocks: number,
  gradient: WidePlace,
  constant: Constant,
  results: ResultPlace,
  epilogue: Epilogue = {},
): MacFields[] {
  const { lanes: T } = shape;
  return split(blocks, shape.groups).map(([first, groups], i) => ({
    k: 1,
    groups,
    columns: pixels,
    keep: i > 0,
    aSpread: true,
    bSpread: true,
    aPlanes: true,
    xa: gradient.register,
    xb: constant.register,
    xo: results.register,
    ke: -constant.scale,
    aBase: gradient.base + first,
    aLoops: [
      { count: 2, stride: gradient.plane },
      { count: groups, stride: 1 },
    ],
    bBase: constant.base,
    bLoops: [{ count: Math.ceil(pixels / T), stride: 0 }],
    output: results.index + first * T,
    perRow: pixels,
    sx: blocks * T,
    sg: T,
    si: 1,
    ...epilogueFields(epilogue, { first, sx: blocks, sy: 0, sg: 1 }),
  }));
}

/** The constant 1 of sums of gradients, with bits below one: an update may be smaller than a gradient's unit. */
export const unitConstant = { c: 64, scale: 6 } as const;

/** The gradient of a bias: its sum over all pixels, added to accumulators. */
export function biasGradientPass(
  shape: MachineShape,
  [height, width]: Pair,
  blocks: number,
  gradient: WidePlace,
  one: Constant,
  accumulators: ResultPlace,
  { random }: AccumulationRule,
): MacFields[] {
  const { lanes: T } = shape;
  return split(height, rowsAtATime(shape, [height, width])).flatMap(([row, rows]) => {
    const k = rows * width;
    return split(blocks, groupsThatFit(shape, k, 2, 1)).map(([first, groups]) => ({
      k,
      groups,
      columns: 1,
      aSpread: true,
      bSpread: true,
      aPlanes: true,
      accumulate: true,
      random,
      xa: gradient.register,
      xb: one.register,
      xo: accumulators.register,
      ke: -one.scale,
      aBase: gradient.base + row * width * blocks + first,
      aLoops: [
        { count: 2, stride: gradient.plane },
        { count: groups, stride: 1 },
        { count: k, stride: blocks },
      ],
      bBase: one.base,
      bLoops: [{ count: k, stride: 0 }],
      output: accumulators.index + first * T,
      sg: T,
      si: 1,
    }));
  });
}
