import type { Graph, Node } from '@picojoule/spec';
import { expect, test } from 'vitest';
import { runMemory } from './run-memory.ts';

const concat = (inputs: readonly string[], output: string): Node => ({
  name: `make ${output}`,
  op: 'Concat',
  inputs,
  outputs: [output],
  attributes: { axis: 1 },
});

const graphOf = (nodes: readonly Node[], outputs: readonly string[]): Graph => ({
  name: 'maps',
  inputs: [{ name: 'x', type: 'float32', shape: ['batch', 10] }],
  outputs,
  nodes,
  parameters: { p: { type: 'float32', shape: [1000], fill: 1 } },
  masks: {},
  blocks: [],
});

// x 10, a 20, b 40, c 30, counted by hand: x lives until c, which needs a and x; b is read by nothing.
const branching = graphOf(
  [concat(['x', 'x'], 'a'), concat(['a', 'a'], 'b'), concat(['a', 'x'], 'c')],
  ['c'],
);

test('parameters and the maps that are needed at one time, for each image', () => {
  expect(runMemory(branching, { batch: 1 })).toBe(4 * (1000 + 10 + 20 + 40));
  expect(runMemory(branching, { batch: 7 })).toBe(4 * (1000 + 7 * (10 + 20 + 40)));
  const all = { ...branching, outputs: ['a', 'b', 'c'] };
  expect(runMemory(all, { batch: 1 })).toBe(4 * (1000 + 10 + 20 + 40 + 30));
});

test('a training step keeps all maps', () => {
  expect(runMemory(branching, { batch: 2, training: true })).toBe(4 * (1000 + 2 * 100));
});

test('a long chain needs no more than two neighbours', () => {
  const chain = Array.from(
    { length: 500 },
    (_, i): Node => ({
      name: `${i}`,
      op: 'Relu',
      inputs: [i === 0 ? 'x' : `v${i}`],
      outputs: [`v${i + 1}`],
      attributes: {},
    }),
  );
  expect(runMemory(graphOf(chain, ['v500']), { batch: 1 })).toBe(4 * (1000 + 20));
});

test('a map that doubles at every node is counted without being made', () => {
  const nodes = Array.from({ length: 30 }, (_, i) =>
    concat(i === 0 ? ['x', 'x'] : [`v${i}`, `v${i}`], `v${i + 1}`),
  );
  expect(runMemory(graphOf(nodes, ['v30']), { batch: 1 })).toBe(4 * (1000 + 10 * 1.5 * 2 ** 30));
});
