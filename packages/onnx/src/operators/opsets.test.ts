import { type Tensor, tensor } from '@picojoule/spec';
import { describe, expect, test } from 'vitest';
import { exportOnnx } from '../export/export-onnx.ts';
import { importOnnx } from '../import/import-onnx.ts';
import { relativeError } from '../testing/check-case.ts';
import {
  type AttributeValue,
  randomInputs,
  randomTensor,
  tinyModel,
} from '../testing/tiny-model.ts';
import { inRuntime } from './testing.ts';

const ints = (...values: number[]): Tensor => ({
  type: 'int64',
  shape: [values.length],
  values: Float64Array.from(values),
});
const floats = (...values: number[]): Tensor => tensor([values.length], values);
const scalar = (value: number): Tensor => tensor([], [value]);

interface Case {
  readonly opset: number;
  readonly op: string;
  /** Shape of `x`; the batch is free when it begins with `n`. */
  readonly x: readonly (number | string)[];
  /** Inputs after `x`; undefined is one left out. */
  readonly rest?: readonly (Tensor | undefined)[];
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  readonly outputs?: number;
  /** What makes this one different. */
  readonly why?: string;
}

const image = ['n', 4, 7, 6] as const;
const float = (value: number | readonly number[]) => ({ float: value });

const cases: readonly Case[] = [
  // Windows.
  {
    opset: 7,
    op: 'Conv',
    x: image,
    rest: [randomTensor([6, 4, 3, 3])],
    attributes: { pads: [1, 0, 1, 2] },
  },
  {
    opset: 11,
    op: 'Conv',
    x: image,
    rest: [randomTensor([6, 4, 3, 3]), randomTensor([6])],
    attributes: { auto_pad: 'SAME_UPPER', strides: [2, 2] },
  },
  {
    opset: 11,
    op: 'Conv',
    x: image,
    rest: [randomTensor([6, 4, 2, 2])],
    attributes: { auto_pad: 'SAME_LOWER' },
  },
  {
    opset: 11,
    op: 'Conv',
    x: image,
    rest: [randomTensor([6, 4, 3, 2])],
    attributes: { auto_pad: 'VALID' },
  },
  {
    opset: 22,
    op: 'Conv',
    x: image,
    rest: [randomTensor([6, 2, 3, 3])],
    attributes: { group: 2, dilations: [2, 1] },
  },
  {
    opset: 11,
    op: 'Conv',
    x: ['n', 4, 9],
    rest: [randomTensor([6, 2, 3]), randomTensor([6])],
    attributes: { group: 2, strides: [2], pads: [1, 2], dilations: [2] },
    why: 'one dimension',
  },
  {
    opset: 7,
    op: 'ConvTranspose',
    x: image,
    rest: [randomTensor([4, 3, 3, 3])],
    attributes: { strides: [2, 2], output_padding: [1, 0], pads: [1, 1, 0, 1] },
  },
  {
    opset: 11,
    op: 'ConvTranspose',
    x: image,
    rest: [randomTensor([4, 3, 3, 3])],
    attributes: { strides: [3, 2], output_shape: [20, 14] },
  },
  {
    opset: 11,
    op: 'ConvTranspose',
    x: image,
    rest: [randomTensor([4, 3, 3, 3])],
    attributes: { strides: [2, 2], auto_pad: 'SAME_UPPER' },
  },
  {
    opset: 11,
    op: 'ConvTranspose',
    x: image,
    rest: [randomTensor([4, 3, 3, 3])],
    attributes: { strides: [2, 2], auto_pad: 'SAME_LOWER' },
  },
  {
    opset: 11,
    op: 'ConvTranspose',
    x: image,
    rest: [randomTensor([4, 3, 2, 2]), randomTensor([6])],
    attributes: { group: 2, dilations: [2, 2] },
  },
  {
    opset: 11,
    op: 'ConvTranspose',
    x: ['n', 4, 9],
    rest: [randomTensor([4, 3, 3])],
    attributes: { strides: [2] },
    why: 'one dimension',
  },
  {
    opset: 7,
    op: 'MaxPool',
    x: image,
    attributes: { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] },
  },
  {
    opset: 10,
    op: 'MaxPool',
    x: image,
    attributes: { kernel_shape: [2, 2], strides: [2, 2], ceil_mode: 1, dilations: [2, 1] },
  },
  {
    opset: 12,
    op: 'MaxPool',
    x: ['n', 4, 9],
    attributes: { kernel_shape: [3], strides: [2] },
    why: 'one dimension',
  },
  {
    opset: 12,
    op: 'MaxPool',
    x: image,
    attributes: { kernel_shape: [3, 2], strides: [2, 2], auto_pad: 'SAME_UPPER' },
  },
  {
    opset: 7,
    op: 'AveragePool',
    x: image,
    attributes: { kernel_shape: [3, 3], pads: [1, 1, 1, 1], count_include_pad: 1 },
  },
  {
    opset: 10,
    op: 'AveragePool',
    x: image,
    attributes: { kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [2, 3], ceil_mode: 1 },
  },
  {
    opset: 11,
    op: 'AveragePool',
    x: image,
    attributes: { kernel_shape: [2, 3], auto_pad: 'SAME_LOWER', strides: [2, 2] },
  },
  {
    opset: 19,
    op: 'AveragePool',
    x: image,
    attributes: { kernel_shape: [3, 2], dilations: [2, 2] },
  },
  { opset: 7, op: 'GlobalAveragePool', x: image },
  { opset: 7, op: 'GlobalMaxPool', x: image },
  // Normalisation.
  ...[7, 9, 14, 15].map(
    (opset): Case => ({
      opset,
      op: 'BatchNormalization',
      x: image,
      rest: [
        randomTensor([4], 's'),
        randomTensor([4], 'b'),
        randomTensor([4], 'm'),
        floats(1, 2, 0.5, 3),
      ],
      attributes: { epsilon: float(1e-3) },
    }),
  ),
  {
    opset: 7,
    op: 'BatchNormalization',
    x: image,
    rest: [randomTensor([4], 's'), randomTensor([4]), randomTensor([4]), floats(1, 2, 0.5, 3)],
    attributes: { spatial: 1 },
  },
  {
    opset: 13,
    op: 'LRN',
    x: ['n', 9, 3, 3],
    attributes: { size: 5, alpha: float(0.1), beta: float(0.5), bias: float(2) },
  },
  { opset: 7, op: 'Softmax', x: image, why: 'flattens from axis 1' },
  { opset: 11, op: 'Softmax', x: image, attributes: { axis: 2 } },
  { opset: 11, op: 'Softmax', x: image, attributes: { axis: 3 } },
  { opset: 11, op: 'LogSoftmax', x: image, attributes: { axis: -2 } },
  { opset: 12, op: 'Softmax', x: ['n', 5] },
  { opset: 13, op: 'Softmax', x: image, why: 'last axis' },
  { opset: 13, op: 'LogSoftmax', x: image, attributes: { axis: 1 } },
  { opset: 7, op: 'Dropout', x: image, attributes: { ratio: float(0.5) } },
  { opset: 10, op: 'Dropout', x: image },
  {
    opset: 13,
    op: 'Dropout',
    x: image,
    rest: [scalar(0.5), { type: 'bool', shape: [], values: Uint8Array.of(0) }],
  },
  // Element by element.
  ...['Add', 'Sub', 'Mul', 'Div'].map(
    (op): Case => ({ opset: 7, op, x: image, rest: [randomTensor([4, 1, 6], op)] }),
  ),
  { opset: 8, op: 'Sum', x: image, rest: [randomTensor([6], 'a'), randomTensor([4, 1, 1], 'b')] },
  { opset: 7, op: 'Relu', x: image },
  { opset: 7, op: 'LeakyRelu', x: image },
  { opset: 16, op: 'LeakyRelu', x: image, attributes: { alpha: float(0.3) } },
  { opset: 7, op: 'PRelu', x: image, rest: [randomTensor([4, 1, 1])] },
  { opset: 16, op: 'PRelu', x: image, rest: [randomTensor([1])] },
  { opset: 7, op: 'Clip', x: image, attributes: { max: float(0.5) } },
  { opset: 10, op: 'Clip', x: image, attributes: { min: float(-0.25), max: float(0.5) } },
  { opset: 11, op: 'Clip', x: image, rest: [scalar(-0.1)] },
  { opset: 13, op: 'Clip', x: image, rest: [undefined, scalar(0.1)] },
  { opset: 13, op: 'Sigmoid', x: image },
  { opset: 7, op: 'HardSigmoid', x: image, attributes: { alpha: float(0.3) } },
  { opset: 14, op: 'HardSwish', x: image },
  // Matrices.
  {
    opset: 7,
    op: 'Gemm',
    x: ['n', 5],
    rest: [randomTensor([5, 3]), randomTensor([3])],
    attributes: { alpha: float(0.5), beta: float(2) },
  },
  {
    opset: 9,
    op: 'Gemm',
    x: ['n', 5],
    rest: [randomTensor([3, 5]), randomTensor([1, 3])],
    attributes: { transB: 1 },
  },
  { opset: 11, op: 'Gemm', x: ['n', 5], rest: [randomTensor([5, 3])], why: 'C is optional' },
  { opset: 13, op: 'Gemm', x: [5, 2], rest: [randomTensor([5, 3])], attributes: { transA: 1 } },
  { opset: 7, op: 'MatMul', x: ['n', 2, 5], rest: [randomTensor([5, 3])] },
  // Layout.
  { opset: 7, op: 'Flatten', x: image },
  { opset: 11, op: 'Flatten', x: image, attributes: { axis: -2 } },
  { opset: 7, op: 'Reshape', x: image, rest: [ints(0, -1)] },
  { opset: 7, op: 'Reshape', x: image, rest: [ints(-1, 42)] },
  { opset: 14, op: 'Reshape', x: image, rest: [ints(0, 2, 2, -1)] },
  { opset: 7, op: 'Squeeze', x: ['n', 1, 3, 1], attributes: { axes: [1, 3] } },
  { opset: 11, op: 'Squeeze', x: ['n', 1, 3, 1], attributes: { axes: [-1] } },
  { opset: 11, op: 'Squeeze', x: [2, 1, 3, 1], why: 'all of size 1' },
  { opset: 13, op: 'Squeeze', x: ['n', 1, 3, 1], rest: [ints(1)] },
  { opset: 7, op: 'Unsqueeze', x: ['n', 3], attributes: { axes: [0, 3] } },
  { opset: 13, op: 'Unsqueeze', x: ['n', 3], rest: [ints(-1, 1)] },
  { opset: 7, op: 'Transpose', x: ['n', 3, 4], attributes: { perm: [0, 2, 1] } },
  { opset: 13, op: 'Transpose', x: [2, 3, 4], why: 'reversed' },
  {
    opset: 7,
    op: 'Slice',
    x: image,
    attributes: { axes: [2, 3], starts: [1, -4], ends: [100, -1] },
  },
  {
    opset: 9,
    op: 'Slice',
    x: image,
    attributes: { starts: [0, 1], ends: [2 ** 62, 3] },
  },
  {
    opset: 10,
    op: 'Slice',
    x: image,
    rest: [ints(1, 5), ints(2 ** 40, -100), ints(2, -1), ints(2, -2)],
  },
  { opset: 13, op: 'Slice', x: image, rest: [ints(1), ints(3), ints(1)] },
  { opset: 7, op: 'Split', x: image, attributes: { axis: 1, split: [1, 3] }, outputs: 2 },
  { opset: 11, op: 'Split', x: image, attributes: { axis: -3 }, outputs: 2 },
  { opset: 13, op: 'Split', x: image, rest: [ints(3, 1)], attributes: { axis: 1 }, outputs: 2 },
  {
    opset: 18,
    op: 'Split',
    x: image,
    attributes: { axis: 2, num_outputs: 3 },
    outputs: 3,
    why: 'a smaller last part',
  },
  {
    opset: 7,
    op: 'Pad',
    x: image,
    attributes: { pads: [0, 0, 1, 2, 0, 1, 0, 1], value: float(0.5) },
  },
  {
    opset: 10,
    op: 'Pad',
    x: image,
    attributes: { pads: [0, 0, 1, 2, 0, 0, 3, 0], mode: 'reflect' },
  },
  { opset: 11, op: 'Pad', x: image, rest: [ints(0, 0, 1, 0, 0, 0, 0, 2), scalar(3)] },
  {
    opset: 13,
    op: 'Pad',
    x: image,
    rest: [ints(0, 0, -1, 0, 0, 0, 0, 2)],
    attributes: { mode: 'edge' },
  },
  { opset: 18, op: 'Pad', x: image, rest: [ints(1, 2, 3, 4), scalar(0), ints(-1, 2)], why: 'axes' },
  {
    opset: 7,
    op: 'Concat',
    x: image,
    rest: [randomTensor([3, 2, 7, 6])],
    attributes: { axis: 1 },
    why: 'batch of 3',
  },
  { opset: 13, op: 'Cast', x: image, attributes: { to: 7 } },
  {
    opset: 13,
    op: 'Gather',
    x: image,
    rest: [{ type: 'int64', shape: [], values: Float64Array.of(-1) }],
    attributes: { axis: 2 },
  },
  { opset: 13, op: 'Gather', x: image, rest: [ints(1, 2)], attributes: { axis: 1 } },
  // Resampling.
  {
    opset: 7,
    op: 'Upsample',
    x: image,
    attributes: { scales: float([1, 1, 2, 3]), mode: 'nearest' },
  },
  {
    opset: 9,
    op: 'Upsample',
    x: image,
    rest: [floats(1, 1, 2, 2)],
    attributes: { mode: 'linear' },
  },
  { opset: 10, op: 'Resize', x: image, rest: [floats(1, 1, 0.6, 0.5)] },
  {
    opset: 10,
    op: 'Resize',
    x: image,
    rest: [floats(1, 1, 2, 1.5)],
    attributes: { mode: 'linear' },
  },
  ...['half_pixel', 'pytorch_half_pixel', 'align_corners', 'asymmetric'].flatMap((mode): Case[] => [
    {
      opset: 11,
      op: 'Resize',
      x: image,
      rest: [floats(), floats(1, 1, 1.7, 0.5)],
      attributes: { mode: 'linear', coordinate_transformation_mode: mode },
    },
    {
      opset: 13,
      op: 'Resize',
      x: image,
      rest: [undefined, undefined, ints(3, 4, 5, 13)],
      attributes: { coordinate_transformation_mode: mode, nearest_mode: 'floor' },
      why: 'sizes, batch of 3',
    },
    {
      opset: 11,
      op: 'Resize',
      x: image,
      rest: [floats(), floats(1, 1, 1.7, 0.5)],
      attributes: { mode: 'cubic', coordinate_transformation_mode: mode },
    },
    {
      opset: 13,
      op: 'Resize',
      x: image,
      rest: [undefined, undefined, ints(3, 4, 5, 13)],
      attributes: {
        mode: 'cubic',
        coordinate_transformation_mode: mode,
        cubic_coeff_a: float(-0.5),
        exclude_outside: 1,
      },
      why: 'sizes, batch of 3',
    },
  ]),
  ...['round_prefer_floor', 'round_prefer_ceil', 'floor', 'ceil'].map(
    (rounding): Case => ({
      opset: 13,
      op: 'Resize',
      x: image,
      rest: [undefined, floats(1, 1, 2, 3)],
      attributes: { nearest_mode: rounding },
    }),
  ),
  ...['floor', 'round_prefer_floor'].flatMap((rounding) =>
    [ints(3, 4, 5, 13), ints(3, 4, 14, 3)].map(
      (sizes): Case => ({
        opset: 11,
        op: 'Resize',
        x: image,
        rest: [floats(), floats(), sizes],
        attributes: {
          coordinate_transformation_mode: 'tf_half_pixel_for_nn',
          nearest_mode: rounding,
        },
        why: `to ${sizes.values}, batch of 3`,
      }),
    ),
  ),
  ...['linear', 'nearest'].map(
    (mode): Case => ({
      opset: 13,
      op: 'Resize',
      x: image,
      rest: [floats(0, 0, 0.21, -0.4, 1, 1, 1.3, 0.77), floats(), ints(3, 4, 8, 5)],
      attributes: {
        mode,
        coordinate_transformation_mode: 'tf_crop_and_resize',
        extrapolation_value: float(7.5),
      },
      why: 'a part that reaches beyond, batch of 3',
    }),
  ),
  {
    opset: 18,
    op: 'Resize',
    x: image,
    rest: [floats(0.4, 0.3, 0.8, 1), undefined, ints(1, 9)],
    attributes: {
      axes: [3, 2],
      mode: 'linear',
      coordinate_transformation_mode: 'tf_crop_and_resize',
    },
    why: 'a part, to one column',
  },
  {
    opset: 18,
    op: 'Resize',
    x: image,
    rest: [undefined, floats(2, 3)],
    attributes: { axes: [2, 3] },
  },
  {
    opset: 19,
    op: 'Resize',
    x: image,
    rest: [undefined, undefined, ints(9, 4)],
    attributes: { axes: [3, 2], mode: 'linear' },
  },
  // Since 24 only types were added to these; 27, which ONNX Runtime does not take yet, changes none of them.
  { opset: 25, op: 'Flatten', x: image },
  { opset: 25, op: 'Pad', x: image, rest: [ints(0, 0, 1, 2, 0, 0, 0, 1)] },
  { opset: 26, op: 'Reshape', x: image, rest: [ints(0, -1)] },
  { opset: 26, op: 'Transpose', x: image, attributes: { perm: [0, 2, 3, 1] } },
  { opset: 26, op: 'Conv', x: image, rest: [randomTensor([6, 4, 3, 3])] },
  { opset: 26, op: 'Squeeze', x: ['n', 4, 1, 1], rest: [ints(2, 3)] },
  { opset: 26, op: 'Unsqueeze', x: ['n', 4], rest: [ints(2, 3)] },
  { opset: 7, op: 'ReduceMean', x: image, attributes: { axes: [2, 3] } },
  { opset: 11, op: 'ReduceMean', x: image, attributes: { axes: [-1], keepdims: 0 } },
  { opset: 13, op: 'ReduceMean', x: [2, 3], why: 'all axes' },
  { opset: 18, op: 'ReduceMean', x: image, rest: [ints(1, 2)] },
  { opset: 18, op: 'ReduceMean', x: image, attributes: { noop_with_empty_axes: 1 } },
];

const titleOf = ({ op, opset, attributes = {}, rest = [], why = '' }: Case) => {
  const inputs = rest.map((value) => (value === undefined ? '-' : `[${value.shape}]`)).join(' ');
  return `${op}-${opset} ${inputs} ${JSON.stringify(attributes)} ${why}`;
};

describe('import and export of each operator set give what ONNX Runtime makes of the original', () => {
  test.each(cases.map((each) => [titleOf(each), each] as const))('%s', async (_, each) => {
    const rest = each.rest ?? [];
    const named = rest.map((value, i) => (value === undefined ? '' : `p${i}`));
    const outputs = Array.from({ length: each.outputs ?? 1 }, (_, i) => `y${i}`);
    const model = tinyModel({
      opset: each.opset,
      nodes: [{ op: each.op, inputs: ['x', ...named], outputs, attributes: each.attributes ?? {} }],
      inputs: { x: each.x },
      initializers: Object.fromEntries(
        rest.flatMap((value, i) => (value === undefined ? [] : [[`p${i}`, value]])),
      ),
      outputs,
    });
    const graph = importOnnx(model, { batch: 3 });
    const inputs = randomInputs({ x: each.x }, 3);
    const wanted = await inRuntime(model, inputs);
    const written = exportOnnx(graph);
    const got = await inRuntime(written, inputs);
    for (const name of outputs) {
      expect(got[name]!.shape).toEqual(wanted[name]!.shape);
      expect(relativeError(got[name]!, wanted[name]!)).toBeLessThanOrEqual(1e-5);
    }
    const isBatchFree = each.x[0] === 'n' && !(each.why ?? '').includes('batch of 3');
    if (isBatchFree) expect(graph.inputs[0]!.shape[0]).toBe('batch');
    expect(importOnnx(written)).toEqual(graph);
  });
});
