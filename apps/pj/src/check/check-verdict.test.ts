import { importOnnx } from '@picojoule/onnx';
import { tinyModel } from '@picojoule/onnx/testing';
import { referenceBackend } from '@picojoule/testkit';
import { expect, test } from 'vitest';
import { checkModel } from './check-model.ts';
import { checkVerdict } from './check-verdict.ts';

test('outputs that are not finite are named, with whose they are', async () => {
  const sums = Array.from({ length: 140 }, (_, i) => ({
    op: 'Add',
    inputs: [`s${i}`, `s${i}`],
    outputs: [`s${i + 1}`],
  }));
  const file = tinyModel({
    opset: 14,
    inputs: { s0: [2, 3] },
    nodes: sums,
    outputs: ['s1', 's140'],
  });
  const graph = importOnnx(file);
  const check = await checkModel({ graph, file, backend: referenceBackend(), batch: 2, seed: 1 });
  expect(check.outputs.map(({ ok }) => ok)).toEqual([true, false, true, false]);
  expect(checkVerdict(check)).toEqual([
    'NaN or infinite, and so not compared: "s140" (backend, ONNX Runtime, export).',
  ]);
});

test('finite outputs that differ are counted against the limit and its reason', () => {
  const common = { what: 'backend', output: 'y', notFinite: [] };
  const outputs = [
    { ...common, error: 0.1, ok: false },
    { ...common, error: 0, ok: true },
  ];
  expect(checkVerdict({ limit: 0.01, reason: 'of float16', outputs })).toEqual([
    '1 of 2 comparisons differ by more than 0.01: of float16.',
  ]);
});
