import type { Pass } from '@picojoule/spec';
import type { LayerWork } from './layer-work.ts';
import { extent } from './shapes/convolution.ts';

/** What each pass of a layer with MACs amounts to. */
type Form = 'forward' | 'input-gradient' | 'weight-gradient' | 'update' | 'data';

const forms: Readonly<Record<Pass, Form>> = {
  forward: 'forward',
  'input-gradient': 'input-gradient',
  'weight-gradient': 'weight-gradient',
  update: 'update',
  gate: 'forward',
  predictor: 'weight-gradient',
  remainder: 'weight-gradient',
  probe: 'forward',
  statistics: 'data',
};

/** Whose values a pass reads and writes. */
export interface PassOperands {
  readonly input: Operand;
  readonly weight: Operand;
  readonly output: Operand;
}

/** A value or parameter of the graph, the gradient of one, or nothing. */
export type Operand = { readonly of: string; readonly gradient: boolean } | undefined;

export interface PassWork extends Omit<LayerWork, 'operands'> {
  readonly pass: Pass;
  readonly operands: PassOperands;
}

const itself = (name: string | undefined): Operand =>
  name === undefined || name === '' ? undefined : { of: name, gradient: false };
const gradientOf = (name: string | undefined): Operand =>
  name === undefined || name === '' ? undefined : { of: name, gradient: true };

/**
 * The work of a layer's pass from that of its forward pass. Every gradient pass has the dense MACs of
 * the forward pass; only which operand plays which part differs.
 *
 * - `input-gradient`: the output's gradient (ifmap) is convolved with the flipped filter into the
 *   input's gradient (ofmap). A stride s of the forward pass inserts s - 1 zeros between the gradient's
 *   values, which are neither stored nor multiplied: `input` is the gradient as stored and `macs`
 *   leaves the inserted zeros and the padding's excess out, so it is less than the product of the
 *   dimensions by about s^2. That of a transposed convolution is a plain convolution of its stride.
 * - `weight-gradient`: the input (ifmap) is convolved with the output's gradient (filter) into the
 *   filter's gradient (ofmap), batch and channel exchanged: the layer's C / groups channels are the
 *   batch, its images the channels of each group, and stride and dilation change places. A transposed
 *   convolution exchanges input and output gradient first: its input is the filter.
 * - `update`: reads a gradient and writes a weight for each weight, no MACs, kind `data`.
 *
 * Gradient passes take a fully connected layer as C H W channels of 1 x 1.
 *
 * `gate` and `probe` are priced as `forward`; `predictor` and `remainder` as `weight-gradient`;
 * `statistics` as reading the feature maps.
 */
export function passWork(
  work: LayerWork,
  pass: Pass,
  strides: readonly [number, number],
): PassWork {
  const { operands } = work;
  const forward: PassWork = {
    ...work,
    pass,
    operands: {
      input: itself(operands.input),
      weight: itself(operands.weight),
      output: itself(operands.output),
    },
  };
  if (work.kind === 'data') return forward;
  const flat = work.kind === 'fc' ? flatten(work) : work;
  switch (forms[pass]) {
    case 'forward':
      return forward;
    case 'input-gradient':
      return inputGradient(flat, pass, strides);
    case 'weight-gradient':
      return weightGradient(flat, pass, strides);
    case 'update':
      return update(work, pass);
    case 'data':
      return { ...forward, ...noWeights, operands: { ...forward.operands, weight: undefined } };
  }
}

/** A fully connected layer over C H W channels of 1 x 1. */
const flatten = (work: LayerWork): LayerWork => ({
  ...work,
  inputChannels: work.inputChannels * work.input[0] * work.input[1],
  input: [1, 1],
  kernel: [1, 1],
});

const noWeights = { kind: 'data', kernel: [0, 0], macs: 0 } as const;

function inputGradient(work: LayerWork, pass: Pass, strides: readonly [number, number]): PassWork {
  const { operands, kernel, dilations, pads } = work;
  const [spanY, spanX] = [extent(kernel[0], dilations[0]) - 1, extent(kernel[1], dilations[1]) - 1];
  const transposed = work.op === 'ConvTranspose';
  const [top, left] = [spanY - pads[0], spanX - pads[1]];
  // The stored gradient, stretched by the stride, and its pads give exactly the input's size back.
  const grown = (size: number, stride: number) => (size - 1) * stride + 1;
  return {
    ...work,
    pass,
    inputChannels: work.outputChannels,
    outputChannels: work.inputChannels,
    input: work.output,
    output: work.input,
    strides: transposed ? strides : [1, 1],
    pads: transposed
      ? [top, left, spanY - pads[2], spanX - pads[3]]
      : [
          top,
          left,
          work.input[0] + spanY - grown(work.output[0], strides[0]) - top,
          work.input[1] + spanX - grown(work.output[1], strides[1]) - left,
        ],
    operands: {
      input: gradientOf(operands.output),
      weight: itself(operands.weight),
      output: gradientOf(operands.input),
    },
  };
}

function weightGradient(work: LayerWork, pass: Pass, strides: readonly [number, number]): PassWork {
  const { operands, groups, batch } = work;
  const exchanged = {
    ...work,
    pass,
    inputChannels: batch * groups,
    output: work.kernel,
    strides: work.dilations,
    dilations: strides,
  };
  if (work.op !== 'ConvTranspose') {
    return {
      ...exchanged,
      batch: work.inputChannels / groups,
      kernel: work.output,
      operands: {
        input: itself(operands.input),
        weight: gradientOf(operands.output),
        output: gradientOf(operands.weight),
      },
    };
  }
  const [spanY, spanX] = [
    extent(work.kernel[0], work.dilations[0]) - 1,
    extent(work.kernel[1], work.dilations[1]) - 1,
  ];
  const [top, left, bottom, right] = work.pads;
  return {
    ...exchanged,
    batch: work.outputChannels / groups,
    outputChannels: work.inputChannels,
    input: work.output,
    kernel: work.input,
    pads: [spanY - top, spanX - left, spanY - bottom, spanX - right],
    operands: {
      input: gradientOf(operands.output),
      weight: itself(operands.input),
      output: gradientOf(operands.weight),
    },
  };
}

function update(work: LayerWork, pass: Pass): PassWork {
  const weights =
    (work.inputChannels / work.groups) * work.outputChannels * work.kernel[0] * work.kernel[1];
  return {
    ...work,
    ...noWeights,
    pass,
    batch: 1,
    inputChannels: weights,
    outputChannels: weights,
    groups: 1,
    input: [1, 1],
    output: [1, 1],
    strides: [1, 1],
    pads: [0, 0, 0, 0],
    dilations: [1, 1],
    operands: {
      input: gradientOf(work.operands.weight),
      weight: undefined,
      output: itself(work.operands.weight),
    },
  };
}
