import { existsSync, readFileSync } from 'node:fs';
import { type Graph, sizeOf, type Tensor, type Tensors } from '@picojoule/spec';
import { expect, test } from 'vitest';
import { exportOnnx } from '../export/export-onnx.ts';
import { inRuntime } from '../operators/testing.ts';
import { relativeError } from '../testing/check-case.ts';
import { withRandomWeights } from '../testing/random-weights.ts';
import { randomInputs } from '../testing/tiny-model.ts';
import { importOnnx } from './import-onnx.ts';

const folder = new URL('../../../../../shared/data/models/', import.meta.url);
const isThere = existsSync(folder);
if (!isThere) console.log('skipped: ../shared/data/models is absent');
const read = (name: string) => readFileSync(new URL(`${name}.onnx`, folder));

const run = (model: Uint8Array, inputs: Tensors) => inRuntime(model, inputs, { threads: 2 });

/**
 * Largest relative difference over the outputs of a model and of its import, exported again, perhaps
 * with a change.
 */
async function roundTripError(
  model: Uint8Array,
  change: (graph: Graph) => Graph = (graph) => graph,
): Promise<number> {
  const graph = importOnnx(model);
  const inputs = randomInputs(
    Object.fromEntries(graph.inputs.map(({ name, shape }) => [name, shape])),
    2,
  );
  const wanted = await run(model, inputs);
  const got = await run(exportOnnx(change(graph)), inputs);
  const errors = Object.entries(wanted).map(([name, tensor]) => {
    expect(got[name]?.shape).toEqual(tensor.shape);
    expect(tensor.values.every(Number.isFinite)).toBe(true);
    return relativeError(got[name]!, tensor);
  });
  return Math.max(...errors);
}

/** The graph with two filters of its middle convolution exchanged. */
function swapFilters(graph: Graph): Graph {
  const convolutions = graph.nodes.filter(({ op }) => op === 'Conv');
  const name = convolutions[Math.floor(convolutions.length / 2)]!.inputs[1]!;
  const weight = graph.parameters[name] as Tensor;
  const values = Float32Array.from(weight.values);
  const size = values.length / weight.shape[0]!;
  values.copyWithin(0, size, 2 * size);
  values.set(weight.values.subarray(0, size), size);
  return { ...graph, parameters: { ...graph.parameters, [name]: { ...weight, values } } };
}

test.skipIf(!isThere).each(['mnist-8', 'cifar10-resnet20', 'cifar10-resnet8-mlperftiny'])(
  '%s gives the same in ONNX Runtime after import and export',
  async (name) => {
    expect(await roundTripError(read(name))).toBeLessThanOrEqual(1e-4);
  },
);

/** 575 MB of weights, four times over: a minute and 3 GB. */
const long = process.env.PICOJOULE_LONG_TESTS === undefined ? [] : ['light_vgg19'];
if (isThere && long.length === 0) {
  console.log('skipped: light_vgg19 with random weights (set PICOJOULE_LONG_TESTS to run it)');
}

test.skipIf(!isThere).each(['light_bvlc_alexnet', 'light_inception_v1', 'light_resnet50', ...long])(
  '%s with random weights gives the same in ONNX Runtime after import and export',
  { timeout: 120_000 },
  async (name) => {
    const model = withRandomWeights(read(name), 7);
    expect(await roundTripError(model)).toBeLessThanOrEqual(1e-4);
    // Two filters swapped in the middle of the network are seen.
    expect(await roundTripError(model, swapFilters)).toBeGreaterThan(1e-3);
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
