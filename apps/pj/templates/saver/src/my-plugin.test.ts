import { createRandom, type Graph } from '@picojoule/spec';
import { expect, test } from 'vitest';
import { myPlugin } from './my-plugin.ts';

const graph: Graph = {
  name: 'none',
  inputs: [],
  outputs: [],
  nodes: [],
  parameters: {},
  masks: {},
  blocks: [],
};

function droppedSteps(every: number, steps: number): number[] {
  const saver = myPlugin({ every });
  let state = saver.initial();
  const dropped: number[] = [];
  for (let step = 0; step < steps; step++) {
    const random = createRandom(1).split(String(step));
    const info = { step, steps, epoch: 0, learningRate: 0.1, batchSize: 32, graph, random };
    const next = saver.plan(info, state);
    if (next.plan.drop === true) dropped.push(step);
    state = next.state;
  }
  expect(state).toEqual({ dropped: dropped.length });
  return dropped;
}

test('every n-th batch is dropped', () => {
  expect(droppedSteps(3, 9)).toEqual([2, 5, 8]);
});

test('with 0 it is plain training', () => {
  expect(droppedSteps(0, 50)).toEqual([]);
});
