import { stridedAndDilated } from '../errors.ts';
import type { Loop, MacFields } from '../golden/machine/mac-instruction.ts';
import type { MachineShape } from '../golden/machine/machine-shape.ts';
import { epilogueFields } from './epilogue-fields.ts';
import type { Epilogue, Geometry, Place, ResultPlace, WidePlace } from './geometry.ts';
import { wrapped } from './geometry.ts';
import { groupsThatFit } from './limits.ts';
import { split } from './split.ts';

/** Along one axis, the pixels `phase + stride u` of the ifmap, and the taps that meet them. */
interface Phase {
  readonly phase: number;
  /** Pixels u. */
  readonly count: number;
  /** First tap, how many, and how far apart. */
  readonly tap: number;
  readonly taps: number;
  readonly tapStep: number;
  /** Pixel of the ofmap under pixel 0 and the first tap; how much one tap more takes off. */
  readonly start: number;
  readonly step: number;
}

function phases(size: number, kernel: number, stride: number, pad: number, dilation: number) {
  if (stride > 1 && dilation > 1) throw stridedAndDilated();
  return Array.from({ length: Math.min(stride, size) }, (_, phase): Phase => {
    const tap = (phase + pad) % stride;
    return {
      phase,
      count: Math.ceil((size - phase) / stride),
      tap,
      taps: Math.max(0, Math.ceil((kernel - tap) / stride)),
      tapStep: stride,
      start: (phase + pad - tap) / stride,
      step: dilation,
    };
  });
}

/**
 * Instructions of a convolution's input gradient: of stride 1 for each phase of the stride, with the
 * taps that meet it.
 */
export function inputGradientPass(
  shape: MachineShape,
  geometry: Geometry,
  gradient: WidePlace,
  weights: Place,
  results: ResultPlace,
  epilogue: Epilogue = {},
): MacFields[] {
  const { input, kernel, strides, pads, dilations } = geometry;
  const axis = (i: 0 | 1) => phases(input[i], kernel[i], strides[i], pads[i], dilations[i]);
  return axis(0)
    .flatMap((y) =>
      axis(1).flatMap((x) =>
        onePhase(shape, geometry, [y, x], gradient, weights, results, epilogue),
      ),
    )
    .map((fields, i) => ({ ...fields, keep: i > 0 }));
}

function onePhase(
  shape: MachineShape,
  geometry: Geometry,
  [y, x]: readonly [Phase, Phase],
  gradient: WidePlace,
  weights: Place,
  results: ResultPlace,
  epilogue: Epilogue,
): MacFields[] {
  const { inputBlocks, outputBlocks, kernel, strides } = geometry;
  const [outHeight, outWidth] = geometry.output;
  const width = geometry.input[1];
  const { lanes: T } = shape;
  // A phase that no tap meets gets a sum of zeros: what is added and masked is the same.
  const met = y.taps * x.taps > 0;
  const k = met ? y.taps * x.taps * outputBlocks * T : T;
  const gradientRow = outWidth * outputBlocks;
  const tapWords = kernel[1] * inputBlocks;
  const pixel = { sx: strides[1] * inputBlocks, sy: strides[0] * width * inputBlocks, sg: 1 };
  const bLoops: readonly Loop[] = [
    { count: y.count, stride: gradientRow, dy: 1 },
    { count: x.count, stride: outputBlocks, dx: 1 },
    { count: 2, stride: gradient.plane },
    { count: met ? y.taps : 1, stride: -y.step * gradientRow, dy: -y.step },
    { count: met ? x.taps : 1, stride: -x.step * outputBlocks, dx: -x.step },
    { count: met ? outputBlocks : 1, stride: 1 },
  ];
  const base = gradient.base + y.start * gradientRow + x.start * outputBlocks;
  return split(inputBlocks, groupsThatFit(shape, k, 1, 2)).map(([first, groups]) => {
    const firstWord = (y.phase * width + x.phase) * inputBlocks + first;
    return {
      k,
      groups,
      columns: y.count * x.count,
      aSpread: true,
      bPlanes: true,
      xa: weights.register,
      xb: gradient.register,
      xo: results.register,
      aBase: weights.base + y.tap * tapWords + x.tap * inputBlocks + first,
      aLoops: met
        ? [
            { count: groups, stride: 1 },
            { count: y.taps, stride: y.tapStep * tapWords },
            { count: x.taps, stride: x.tapStep * inputBlocks },
            { count: outputBlocks * T, stride: kernel[0] * tapWords },
          ]
        : [{ count: groups * k, stride: 0 }],
      bBase: wrapped(base, shape.memory / T),
      y0: y.start,
      x0: x.start,
      height: met ? outHeight : 0,
      width: outWidth,
      bLoops,
      output: results.index + firstWord * T,
      perRow: x.count,
      sx: pixel.sx * T,
      sy: pixel.sy * T,
      sg: T,
      si: 1,
      ...epilogueFields(epilogue, { first: firstWord, ...pixel }),
    };
  });
}
