import { existsSync, readFileSync } from 'node:fs';
import { openRuntime } from '@picojoule/onnxruntime';
import { sizeOf, type Tensors } from '@picojoule/spec';
import { expect, test } from 'vitest';
import { exportOnnx } from '../export/export-onnx.ts';
import { relativeError } from '../testing/check-case.ts';
import { withRandomWeights } from '../testing/random-weights.ts';
import { randomInputs } from '../testing/tiny-model.ts';
import { importOnnx } from './import-onnx.ts';

const folder = new URL('../../../../../shared/data/models/', import.meta.url);
const isThere = existsSync(folder);
if (!isThere) console.log('skipped: ../shared/data/models is absent');
const read = (name: string) => readFileSync(new URL(`${name}.onnx`, folder));

async function run(model: Uint8Array, inputs: Tensors): Promise<Tensors> {
  const runtime = await openRuntime(model, { threads: 2 });
  try {
    return await runtime.run(inputs);
  } finally {
    await runtime.close();
  }
}

/** Largest relative difference over the outputs of a model and of its import, exported again. */
async function roundTripError(model: Uint8Array): Promise<number> {
  const graph = importOnnx(model);
  const inputs = randomInputs(
    Object.fromEntries(graph.inputs.map(({ name, shape }) => [name, shape])),
    2,
  );
  const wanted = await run(model, inputs);
  const got = await run(exportOnnx(graph), inputs);
  const errors = Object.entries(wanted).map(([name, tensor]) => {
    expect(got[name]?.shape).toEqual(tensor.shape);
    expect(tensor.values.every(Number.isFinite)).toBe(true);
    return relativeError(got[name]!, tensor);
  });
  return Math.max(...errors);
}

test.skipIf(!isThere).each(['mnist-8', 'cifar10-resnet20', 'cifar10-resnet8-mlperftiny'])(
  '%s gives the same in ONNX Runtime after import and export',
  async (name) => {
    expect(await roundTripError(read(name))).toBeLessThanOrEqual(1e-4);
  },
);

test
  .skipIf(!isThere)
  .each(['light_bvlc_alexnet', 'light_inception_v1', 'light_resnet50', 'light_vgg19'])(
  '%s with random weights gives the same in ONNX Runtime after import and export',
  { timeout: 120_000 },
  async (name) => {
    expect(await roundTripError(withRandomWeights(read(name), 7))).toBeLessThanOrEqual(1e-4);
  },
);

test.skipIf(!isThere)(
  'VGG-19 is imported and exported without writing its 144 M weights out',
  () => {
    const graph = importOnnx(read('light_vgg19'));
    const stored = Object.values(graph.parameters).filter((parameter) => 'values' in parameter);
    expect(stored.reduce((sum, { shape }) => sum + sizeOf(shape), 0)).toBe(128);
    expect(exportOnnx(graph).length).toBeLessThan(20_000);
  },
);

test.skipIf(!isThere)('residual blocks are found in imported networks', () => {
  expect(importOnnx(read('cifar10-resnet20')).blocks).toHaveLength(9);
  expect(importOnnx(read('cifar10-resnet8-mlperftiny')).blocks).toHaveLength(3);
  expect(importOnnx(read('light_resnet50')).blocks).toHaveLength(16);
});

test.skipIf(!isThere)('importing what was exported gives an equal network', () => {
  for (const name of ['mnist-8', 'cifar10-resnet8-mlperftiny', 'light_inception_v1']) {
    const graph = importOnnx(read(name));
    expect(importOnnx(exportOnnx(graph))).toEqual(graph);
  }
});
