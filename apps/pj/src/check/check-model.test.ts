import { importOnnx } from '@picojoule/onnx';
import { tinyModel } from '@picojoule/onnx/testing';
import { referenceBackend } from '@picojoule/testkit';
import { expect, test } from 'vitest';
import { checkModel, relativeError } from './check-model.ts';

const INT32 = 6;

test('a model that takes integers is checked with integers', async () => {
  const file = tinyModel({
    opset: 14,
    inputType: INT32,
    inputs: { x: [2, 3] },
    nodes: [{ op: 'Relu', inputs: ['x'] }],
  });
  const backend = referenceBackend();
  const graph = importOnnx(file);
  const checks = await checkModel({ graph, file, backend, batch: 2, seed: 1 });
  expect(checks).toMatchObject([{ error: 0 }, { error: 0 }]);
});

test('the largest difference against the largest value', () => {
  expect(relativeError([1, 2, 4], [1, 2.5, -5])).toBe(9 / 5);
  expect(relativeError([3], [3])).toBe(0);
  expect(relativeError([0.5], [0])).toBe(0.5);
});

test('what is no number, or of another size, never agrees', () => {
  expect(relativeError([Number.NaN], [1])).toBeNaN();
  expect(relativeError([1], [Number.NaN])).toBeNaN();
  expect(relativeError([Number.POSITIVE_INFINITY], [Number.POSITIVE_INFINITY])).toBeNaN();
  expect(relativeError([], [1])).toBeNaN();
});
