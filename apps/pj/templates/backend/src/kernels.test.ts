import { type Node, tensor } from '@picojoule/spec';
import { expect, test } from 'vitest';
import { runNode } from './kernels.ts';

test('a convolution is what it is by hand', () => {
  const node: Node = {
    name: 'conv',
    op: 'Conv',
    inputs: ['x', 'w', 'b'],
    outputs: ['y'],
    attributes: { strides: [2, 1], pads: [1, 0, 0, 0], dilations: [1, 1], group: 2 },
  };
  const x = tensor([1, 2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]);
  const w = tensor([2, 1, 2, 1], [1, 10, 1, 100]);
  const b = tensor([2], [0, 0.5]);
  // One row of outputs: the padding above, and the first row of each group's own channel.
  expect([...runNode(node, [x, w, b]).output.values]).toEqual([10, 20, 500.5, 600.5]);
  expect(runNode(node, [x, w, b]).macs).toBe(8);
});

test('a matrix product is what it is by hand, transposed or not', () => {
  const node = (transA: boolean, transB: boolean): Node => ({
    name: 'fc',
    op: 'Gemm',
    inputs: ['a', 'b', 'c'],
    outputs: ['y'],
    attributes: { alpha: 2, beta: 1, transA, transB },
  });
  const a = tensor([1, 2], [1, 2]);
  const b = tensor([2, 2], [3, 4, 5, 6]);
  const c = tensor([2], [100, 200]);
  expect([...runNode(node(false, false), [a, b, c]).output.values]).toEqual([126, 232]);
  expect([...runNode(node(false, true), [a, b, c]).output.values]).toEqual([122, 234]);
  const column = tensor([2, 1], [1, 2]);
  expect([...runNode(node(true, true), [column, b, c]).output.values]).toEqual([122, 234]);
});
