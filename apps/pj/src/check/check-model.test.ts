import { importOnnx } from '@picojoule/onnx';
import { tinyModel } from '@picojoule/onnx/testing';
import { roundToFloat16 } from '@picojoule/spec';
import { referenceBackend } from '@picojoule/testkit';
import { expect, test } from 'vitest';
import { checkModel, relativeError } from './check-model.ts';
import { randomInputs } from './random-inputs.ts';

const INT32 = 6;
const FLOAT16 = 10;

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
  expect(checks).toMatchObject({ limit: 1e-4, outputs: [{ error: 0 }, { error: 0 }] });
});

test('a model that takes float16 is checked with float16, within its rounding', async () => {
  const file = tinyModel({
    opset: 14,
    inputType: FLOAT16,
    inputs: { x: [2, 3, 5, 5] },
    nodes: [
      { op: 'Relu', inputs: ['x'], outputs: ['r'] },
      { op: 'GlobalAveragePool', inputs: ['r'] },
    ],
  });
  const backend = referenceBackend();
  const graph = importOnnx(file);
  const { limit, reason, outputs } = await checkModel({ graph, file, backend, batch: 2, seed: 1 });
  expect([limit, reason]).toEqual([2 ** -8, expect.stringContaining('float16')]);
  expect(outputs.map(({ ok }) => ok)).toEqual([true, true]);
  expect(outputs[0]!.error).toBeGreaterThan(0);
});

test('inputs of float16 are numbers that it holds', () => {
  const graph = importOnnx(
    tinyModel({ opset: 14, inputs: { x: [2, 50] }, nodes: [{ op: 'Relu', inputs: ['x'] }] }),
  );
  const { x } = randomInputs(graph, { batch: 1, seed: 1, half: ['x'] });
  expect(Array.from(x!.values, roundToFloat16)).toEqual([...x!.values]);
  expect(new Set(x!.values).size).toBeGreaterThan(90);
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
