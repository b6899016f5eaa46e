import { findMixing } from '@picojoule/graph';
import { tensor } from '@picojoule/spec';
import { expect, test } from 'vitest';
import { inRuntime } from '../operators/testing.ts';
import { ints, randomTensor, type TinyNode, tinyModel } from '../testing/tiny-model.ts';
import { importOnnx } from './import-onnx.ts';

const cases: Record<string, readonly TinyNode[]> = {
  Relu: [{ op: 'Relu', inputs: ['x'] }],
  'Softmax along the batch': [{ op: 'Softmax', inputs: ['x'], attributes: { axis: 0 } }],
  'Softmax along the batch, from behind': [
    { op: 'Softmax', inputs: ['x'], attributes: { axis: -2 } },
  ],
  'Softmax of each image': [{ op: 'Softmax', inputs: ['x'], attributes: { axis: 1 } }],
  'the mean of all images taken off': [
    { op: 'ReduceMean', inputs: ['x'], outputs: ['m'], attributes: { axes: [0] } },
    { op: 'Sub', inputs: ['x', 'm'] },
  ],
  'the mean of each image taken off': [
    { op: 'ReduceMean', inputs: ['x'], outputs: ['m'], attributes: { axes: [1] } },
    { op: 'Sub', inputs: ['x', 'm'] },
  ],
  'there and back': [
    { op: 'Transpose', inputs: ['x'], outputs: ['t'], attributes: { perm: [1, 0] } },
    { op: 'Softmax', inputs: ['t'], outputs: ['s'], attributes: { axis: 1 } },
    { op: 'Transpose', inputs: ['s'], attributes: { perm: [1, 0] } },
  ],
  'images by images': [{ op: 'Gemm', inputs: ['x', 'x'], attributes: { transB: 1 } }],
  'images by weights': [{ op: 'Gemm', inputs: ['x', 'w'] }],
  'a row of each image by its own column': [
    { op: 'Unsqueeze', inputs: ['x', 'one'], outputs: ['rows'] },
    { op: 'Unsqueeze', inputs: ['x', 'two'], outputs: ['columns'] },
    { op: 'MatMul', inputs: ['rows', 'columns'] },
  ],
  'all images by the column of each': [
    { op: 'Unsqueeze', inputs: ['x', 'two'], outputs: ['columns'] },
    { op: 'MatMul', inputs: ['x', 'columns'] },
  ],
  'a vector of each image spread over all': [
    { op: 'Unsqueeze', inputs: ['x', 'one'], outputs: ['rows'] },
    { op: 'ReduceMean', inputs: ['x'], outputs: ['m'], attributes: { axes: [1] } },
    { op: 'Add', inputs: ['rows', 'm'] },
  ],
  'a row of each image added to its own': [
    { op: 'Unsqueeze', inputs: ['x', 'one'], outputs: ['rows'] },
    { op: 'Add', inputs: ['rows', 'rows'] },
  ],
  'Concat of each image': [{ op: 'Concat', inputs: ['x', 'x'], attributes: { axis: 1 } }],
  'images as one row': [
    { op: 'Reshape', inputs: ['x', 'row'], outputs: ['r'] },
    { op: 'Softmax', inputs: ['r'], outputs: ['s'], attributes: { axis: 1 } },
    { op: 'Reshape', inputs: ['s', 'back'] },
  ],
  'images in reverse': [{ op: 'Slice', inputs: ['x', 'last', 'all', 'zero', 'down'] }],
  'pixels in reverse': [{ op: 'Slice', inputs: ['x', 'last', 'all', 'one', 'down'] }],
};

/** A change of the first of three images changes what the others give. */
async function mixesInRuntime(model: Uint8Array): Promise<boolean> {
  const x = randomTensor([3, 4]);
  const changed = tensor(
    [3, 4],
    [...x.values].map((v, i) => (i < 4 ? 1 - v : v)),
  );
  const [a, b] = [(await inRuntime(model, { x })).y!, (await inRuntime(model, { x: changed })).y!];
  if (a.shape[0] !== 3) return true;
  const size = a.values.length / 3;
  return [...a.values].some((v, i) => i >= size && v !== b.values[i]);
}

test.each(Object.entries(cases))('%s', async (_, nodes) => {
  const model = tinyModel({
    opset: 13,
    nodes,
    inputs: { x: ['n', 4] },
    initializers: {
      w: randomTensor([4, 5]),
      zero: ints(0),
      one: ints(1),
      two: ints(2),
      row: ints(1, -1),
      back: ints(-1, 4),
      last: ints(-1),
      all: ints(-1000),
      down: ints(-1),
    },
  });
  expect(findMixing(importOnnx(model)) !== undefined).toBe(await mixesInRuntime(model));
});
