import { importOnnx } from '@picojoule/onnx';
import { tinyModel } from '@picojoule/onnx/testing';
import { expect, test } from 'vitest';
import { modelSummary } from './model-summary.ts';

test('a network of nothing is said to have no operators', () => {
  const model = { opset: 14, inputs: { x: [1, 3] } };
  const empty = importOnnx(tinyModel({ ...model, nodes: [], outputs: ['x'] }));
  expect(modelSummary(empty, 'empty.onnx', 1).summary![1]).toMatch(/^No operators, 0 parameters/);
  const relu = importOnnx(tinyModel({ ...model, nodes: [{ op: 'Relu', inputs: ['x'] }] }));
  expect(modelSummary(relu, 'relu.onnx', 1).summary![1]).toMatch(/^1 nodes, 0 parameters/);
});
