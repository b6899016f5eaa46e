import type { Node, Pair, Pass } from '@picojoule/spec';
import { extent } from '../shapes/convolution.ts';
import { dataPassWork, flat } from './data-pass-work.ts';
import type { LayerWork } from './layer-work.ts';
import { elementsOf, gradientsOf } from './operand.ts';

/** What each pass of a layer with MACs amounts to. */
type Form = 'forward' | 'input-gradient' | 'weight-gradient' | 'update';

const forms: Readonly<Record<Pass, Form>> = {
  forward: 'forward',
  'input-gradient': 'input-gradient',
  'weight-gradient': 'weight-gradient',
  update: 'update',
  gate: 'forward',
  predictor: 'weight-gradient',
  remainder: 'weight-gradient',
  probe: 'forward',
  statistics: 'forward',
};

export interface PassWork extends LayerWork {
  readonly pass: Pass;
}

/** What a pass depends on beside its layer. */
export interface PassSetting {
  /** The layer's forward work in memory is that of another layer (see `fusionOf`). */
  readonly inPlace: boolean;
  /** The pass is part of a training step. */
  readonly training: boolean;
  /** The optimiser keeps a velocity per weight. */
  readonly momentum: boolean;
}

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
 * - `update`: reads each weight and its gradient and writes the weight, with momentum also reads and
 *   writes its velocity; no MACs, kind `data`. Weight decay counts as one operation, as the step does.
 *
 * Gradient passes take a fully connected layer as C H W channels of 1 x 1.
 *
 * `gate`, `probe` and `statistics` are priced as `forward`; `predictor` and `remainder` as
 * `weight-gradient`. Layers without MACs: see `dataPassWork`.
 */
export function passWork(work: LayerWork, pass: Pass, node: Node, setting: PassSetting): PassWork {
  if (work.kind === 'data') return dataPassWork(work, pass, node, setting);
  const strides = stridesOf(node);
  const flat = work.kind === 'fc' ? flatten(work) : work;
  switch (forms[pass]) {
    case 'forward':
      return { ...work, pass };
    case 'input-gradient':
      return inputGradient(flat, pass, strides);
    case 'weight-gradient':
      return weightGradient(flat, pass, strides);
    case 'update':
      return update(work, pass, setting.momentum);
  }
}

const stridesOf = (node: Node): Pair =>
  node.op === 'Conv' || node.op === 'ConvTranspose' ? node.attributes.strides : [1, 1];

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
      input: gradientsOf(operands.output),
      weight: operands.weight,
      output: gradientsOf(operands.input),
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
        input: operands.input,
        weight: gradientsOf(operands.output),
        output: gradientsOf(operands.weight),
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
      input: gradientsOf(operands.output),
      weight: operands.input,
      output: gradientsOf(operands.weight),
    },
  };
}

function update(work: LayerWork, pass: Pass, momentum: boolean): PassWork {
  const { weight } = work.operands;
  // A velocity is as wide and as dense as a gradient.
  const velocity = momentum ? gradientsOf(weight) : [];
  const input = [...gradientsOf(weight), ...weight, ...velocity];
  const output = [...weight, ...velocity];
  return {
    ...work,
    ...noWeights,
    ...flat(1, input, output),
    pass,
    batch: 1,
    groups: 1,
    strides: [1, 1],
    pads: [0, 0, 0, 0],
    dilations: [1, 1],
    operations: elementsOf(weight) * (momentum ? 3 : 2),
    operands: { input, weight: [], output },
  };
}
