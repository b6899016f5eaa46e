import { existsSync, readFileSync } from 'node:fs';
import { openRuntime } from '@picojoule/onnxruntime';
import { tensor } from '@picojoule/spec';
import { expect, test } from 'vitest';
import { exportOnnx } from '../export/export-onnx.ts';
import { relativeError } from '../testing/check-case.ts';
import { randomTensor, tinyModel } from '../testing/tiny-model.ts';
import { freeBatch } from './free-batch.ts';
import { importOnnx } from './import-onnx.ts';

const path = new URL('../../../../../shared/data/models/mnist-8.onnx', import.meta.url);
if (!existsSync(path)) console.log('skipped: ../shared/data/models is absent');

test.skipIf(!existsSync(path))(
  'mnist-8, written for one image, takes several at once',
  async () => {
    const bytes = readFileSync(path);
    const images = randomTensor([3, 1, 28, 28]);
    const one = await openRuntime(bytes);
    const many = await openRuntime(exportOnnx(freeBatch(importOnnx(bytes))));
    const all = (await many.run({ Input3: images })).Plus214_Output_0!;
    expect(all.shape).toEqual([3, 10]);
    for (let i = 0; i < 3; i++) {
      const image = tensor([1, 1, 28, 28], images.values.slice(784 * i, 784 * (i + 1)));
      const wanted = (await one.run({ Input3: image })).Plus214_Output_0!;
      const got = tensor([1, 10], all.values.slice(10 * i, 10 * (i + 1)));
      expect(relativeError(got, wanted)).toBeLessThan(1e-5);
    }
    await one.close();
    await many.close();
  },
);

test('a network that mixes its images keeps its batch', () => {
  const graph = importOnnx(
    tinyModel({
      opset: 13,
      nodes: [{ op: 'Transpose', inputs: ['x'], attributes: { perm: [1, 0] } }],
      inputs: { x: [1, 4] },
    }),
  );
  expect(() => freeBatch(graph)).toThrow('Transpose "y" mixes the images');
  const softmax = importOnnx(
    tinyModel({
      opset: 13,
      nodes: [{ op: 'Softmax', inputs: ['x'], attributes: { axis: 0 } }],
      inputs: { x: [1, 4] },
    }),
  );
  expect(() => freeBatch(softmax)).toThrow('Softmax "y" mixes the images');
});

test('a graph whose batch is free is returned as it is', () => {
  const graph = importOnnx(
    tinyModel({ opset: 13, nodes: [{ op: 'Relu', inputs: ['x'] }], inputs: { x: ['n', 4] } }),
  );
  expect(freeBatch(graph)).toBe(graph);
});
