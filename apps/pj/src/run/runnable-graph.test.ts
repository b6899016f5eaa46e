import { importOnnx } from '@picojoule/onnx';
import { tinyModel } from '@picojoule/onnx/testing';
import { energyAware } from '@picojoule/prune';
import { type Config, tensor } from '@picojoule/spec';
import { referenceBackend, smallGraph } from '@picojoule/testkit';
import { expect, test } from 'vitest';
import { runnableGraph } from './runnable-graph.ts';

const backend = referenceBackend();
const config: Config = { model: smallGraph(), prune: { strategies: [energyAware()], bound: 1 } };

test('a network of any batch is run as it is', () => {
  const graph = smallGraph();
  expect(runnableGraph(graph, config, backend)).toBe(graph);
});

test('a network for one image is run with the batches of a run', async () => {
  const graph = smallGraph();
  const one = { ...graph, inputs: [{ ...graph.inputs[0]!, shape: [1, 1, 6, 6] }] };
  const session = await backend.open(runnableGraph(one, config, backend), { seed: 1 });
  const { tensors } = await session.run({ x: tensor([5, 1, 6, 6], new Float32Array(180)) });
  expect(tensors.logits!.shape).toEqual([5, 3]);
});

test('weights that are no numbers are refused', () => {
  const graph = smallGraph();
  const parameters = { ...graph.parameters, 'fc.bias': tensor([3], [0, Number.NaN, 1]) };
  expect(() => runnableGraph({ ...graph, parameters }, config, backend)).toThrow(
    '1 value is NaN or infinite, in "fc.bias" (1)',
  );
});

/** Maps of 8 MiB for each image, two of them at a time, `count` in all. */
const chain = (count: number) =>
  importOnnx(
    tinyModel({
      opset: 13,
      inputs: { v0: ['n', 2, 1024, 1024] },
      nodes: Array.from({ length: count }, (_, i) => ({
        op: 'Relu',
        inputs: [`v${i}`],
        outputs: [`v${i + 1}`],
      })),
      outputs: [`v${count}`],
    }),
  );

test('batches that do not fit are refused before the run: of accuracy, and of fine-tuning', () => {
  expect(() => runnableGraph(chain(1), config, backend)).toThrow(/7\.813 GiB .* to run 500 images/);
  const half = smallGraph({ shape: [1, 128, 128], filters: 8, blocks: 40 });
  expect(() => runnableGraph(half, { model: half }, backend)).not.toThrow();
  expect(() => runnableGraph(half, config, backend)).toThrow(/to train on 128 images/);
});
