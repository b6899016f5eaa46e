import {
  createRandom,
  type Graph,
  macUnits,
  type PruningContext,
  tensor,
  valuesOf,
} from '@picojoule/spec';
import { expect, test } from 'vitest';
import { myPlugin } from './my-plugin.ts';

const graph: Graph = {
  name: 'one-layer',
  inputs: [{ name: 'x', type: 'float32', shape: ['batch', 4] }],
  outputs: ['y'],
  nodes: [
    {
      name: 'fc',
      op: 'Gemm',
      inputs: ['x', 'w'],
      outputs: ['y'],
      attributes: { alpha: 1, beta: 1, transA: false, transB: false },
    },
  ],
  parameters: { w: tensor([4, 1], [0.1, -4, 0.3, 2]) },
  masks: {},
  blocks: [],
};

const context: PruningContext = {
  graph,
  history: [],
  energy: () => ({
    unit: 'MAC',
    model: 'none',
    provenance: 'modelled',
    total: macUnits(0),
    layers: [],
    unpriced: [],
  }),
  activations: async () => ({}),
  evaluate: async () => ({ accuracy: 1, loss: 0 }),
  random: createRandom(1),
  signal: new AbortController().signal,
  report() {},
};

test('the smallest weights go first, and a refusal ends the pruning', async () => {
  const steps = myPlugin({ share: 0.5 }).prune(context);
  const first = await steps.next();
  const edited = first.value!.graph;
  expect([...valuesOf(edited.parameters.w!)]).toEqual([0, -4, 0, 2]);
  expect([...edited.masks.w!]).toEqual([0, 1, 0, 1]);

  const second = await steps.next({ accepted: true, accuracy: 1, graph: edited });
  expect([...second.value!.graph.masks.w!]).toEqual([0, 1, 0, 0]);
  expect((await steps.next({ accepted: false, accuracy: 0, graph: edited })).done).toBe(true);
});

test('the network that it was given stays as it was', async () => {
  await myPlugin().prune(context).next();
  expect([...valuesOf(graph.parameters.w!)]).toHaveLength(4);
  expect(graph.masks).toEqual({});
});
