import type { Graph, Tensors } from '@picojoule/spec';
import { tensor } from '@picojoule/spec';
import { expect, test } from 'vitest';
import { fakeDataset } from '../fakes/fake-dataset.ts';
import { smallGraph } from '../graphs.ts';
import { imagesOf, labelsOf } from '../laws/backend-subject.ts';
import { crossEntropy } from './cross-entropy.ts';
import { referenceBackend } from './reference-backend.ts';

const plain = { seed: 1, optimizer: { momentum: 0, weightDecay: 0 } };
const graph = smallGraph();
const [inputs, labels] = [imagesOf(5), labelsOf(5)];

/** Loss with one parameter element moved by `delta`. */
async function lossAt(net: Graph, name: string, index: number, delta: number): Promise<number> {
  const source = net.parameters[name] as Tensors[string];
  const values = Float32Array.from(source.values);
  values[index]! += delta;
  const parameters = { ...net.parameters, [name]: tensor(source.shape, values) };
  const session = await referenceBackend().open({ ...net, parameters }, { seed: 1 });
  const { tensors } = await session.run(inputs);
  return crossEntropy(tensors.logits!.values, labels).loss;
}

test('a plain step moves each parameter along its finite difference', async () => {
  const session = await referenceBackend().open(graph, plain);
  await session.train({ inputs, labels, learningRate: 1, plan: {}, step: 0 });
  const after = await session.readTensors();
  const h = 1e-3;
  for (const [name, { values }] of Object.entries(graph.parameters as Tensors)) {
    for (const index of [0, Math.floor(values.length / 2), values.length - 1]) {
      const [up, down] = [
        await lossAt(graph, name, index, h),
        await lossAt(graph, name, index, -h),
      ];
      const gradient = values[index]! - after[name]!.values[index]!;
      expect(gradient, `${name}[${index}]`).toBeCloseTo((up - down) / (2 * h), 3);
    }
  }
});

test('skipping a block whole equals training without it', async () => {
  const skipped = await referenceBackend().open(graph, plain);
  const plan = { blocks: { block1: [] } };
  const result = await skipped.train({ inputs, labels, learningRate: 0.1, plan, step: 0 });
  const { branch } = graph.blocks[0]!;
  const zero = Object.entries(graph.parameters as Tensors).map(([name, value]) => {
    const inBranch = branch.some((node) => name.startsWith(`${node}.`));
    return [name, inBranch ? { ...value, values: value.values.map(() => 0) } : value];
  });
  const without = { ...graph, parameters: Object.fromEntries(zero) as Tensors };
  const other = await referenceBackend().open(without, plain);
  const expected = await other.train({ inputs, labels, learningRate: 0.1, plan: {}, step: 0 });
  expect(result.loss).toBeCloseTo(expected.loss, 10);
  const names = ['conv1.weight', 'fc.weight'];
  const [a, b] = [await skipped.readTensors(names), await other.readTensors(names)];
  for (const name of names) expect(a[name]!.values).toEqual(b[name]!.values);
});

test('images left out of a block get the gradient of the shortcut alone', async () => {
  const one = (image: number): Tensors => ({
    x: tensor([1, 1, 6, 6], inputs.x!.values.slice(36 * image, 36 * (image + 1))),
  });
  /** Gradient of the summed loss, image by image. */
  const gradients = async (image: number, block: readonly number[]) => {
    const session = await referenceBackend().open(graph, plain);
    const plan = { blocks: { block1: block } };
    const [input, label] = [one(image), labels.slice(image, image + 1)];
    await session.train({ inputs: input, labels: label, learningRate: 1, plan, step: 0 });
    const { 'conv1.weight': moved } = await session.readTensors(['conv1.weight']);
    const before = (graph.parameters as Tensors)['conv1.weight']!.values;
    return Array.from(before, (value, i) => value - moved!.values[i]!);
  };
  const separate = [
    await gradients(0, [0]),
    await gradients(1, []),
    await gradients(2, [0]),
    await gradients(3, []),
  ];
  const session = await referenceBackend().open(graph, plain);
  const plan = { blocks: { block1: [0, 2] } };
  await session.train({ inputs, labels, learningRate: 4, plan, step: 0 });
  const { 'conv1.weight': moved } = await session.readTensors(['conv1.weight']);
  const before = (graph.parameters as Tensors)['conv1.weight']!.values;
  separate[0]!.forEach((_, i) => {
    const sum = separate.reduce((total, each) => total + each[i]!, 0);
    expect(before[i]! - moved!.values[i]!).toBeCloseTo(sum, 5);
  });
});

test('executed MACs of a convolution are counted by hand, padding left out', async () => {
  const session = await referenceBackend().open(graph, { seed: 1 });
  const { ledger } = await session.run(inputs);
  const row = ledger.find(({ node }) => node === 'conv1')!;
  // 3 filters, 1 channel, 4 images; along an axis of 6 with pad 1, a kernel of 3 forms 16 pairs.
  expect(row.macs).toMatchObject({ executed: 4 * 3 * 16 * 16, nominal: 4 * 3 * 36 * 9 });
});

test('a small network learns the fake dataset in 40 steps', async () => {
  const data = await fakeDataset().open();
  const net = smallGraph({ shape: [1, 8, 8], filters: 4 });
  const session = await referenceBackend().open(net, {
    seed: 1,
    optimizer: { momentum: 0.9, weightDecay: 1e-4 },
  });
  const batch = async (split: 'train' | 'test', from: number, count: number) => {
    const indices = Array.from({ length: count }, (_, i) => from + i);
    const { images, labels: classes } = await data.read(split, indices);
    return { inputs: { x: tensor([count, 1, 8, 8], images) }, labels: classes };
  };
  for (let step = 0; step < 40; step++) {
    const given = await batch('train', (step * 16) % 512, 16);
    await session.train({ ...given, learningRate: 0.05, plan: {}, step });
  }
  const held = await batch('test', 0, 128);
  const { tensors } = await session.run(held.inputs);
  const { correct } = crossEntropy(tensors.logits!.values, held.labels);
  expect(correct / 128).toBeGreaterThan(0.9);
});
