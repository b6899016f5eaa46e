import { type Graph, tensor } from '@picojoule/spec';
import { expect, test } from 'vitest';
import { myPlugin } from './my-plugin.ts';

const chain = (op: 'Relu' | 'HardSwish'): Graph => ({
  name: 'chain',
  inputs: [{ name: 'x', type: 'float32', shape: ['batch', 3] }],
  outputs: ['y'],
  nodes: [{ name: 'act', op, inputs: ['x'], outputs: ['y'], attributes: {} }],
  parameters: {},
  masks: {},
  blocks: [],
});

test('an activation function runs, and the ledger says so', async () => {
  const session = await myPlugin().open(chain('Relu'), { seed: 1 });
  const inputs = { x: tensor([2, 3], [-1, 2, -3, 4, -5, 6]) };
  const { tensors, densities, ledger } = await session.run(inputs, { densities: ['y'] });
  expect([...tensors.y!.values]).toEqual([0, 2, 0, 4, 0, 6]);
  expect(densities).toEqual({ y: 0.5 });
  expect(ledger.map(({ node, samples }) => [node, samples])).toEqual([['act', 2]]);
});

test('operators that it lacks are named with their nodes', async () => {
  await expect(myPlugin().open(chain('HardSwish'), { seed: 1 })).rejects.toThrow(
    /HardSwish \("act"\)/,
  );
});
