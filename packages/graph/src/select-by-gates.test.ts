import { expect, test } from 'vitest';
import { builder } from './builder.ts';
import { selectByGates } from './select-by-gates.ts';
import { verify } from './verify.ts';

function network(gated: boolean) {
  const b = builder('gated');
  const x = b.relu(b.conv(b.input('x', ['batch', 2, 4, 4]), { filters: 2 }));
  const gate = b.node('Sigmoid', [b.gemm(b.flatten(x), { units: 1 })], {}, { name: 'gate' });
  const y = b.block('block', x, (z) => b.conv(b.relu(z), { filters: 2 }));
  const features = b.flatten(b.globalAveragePool(y));
  const z = b.block('last', features, (v) => b.gemm(v, { units: 2 }));
  const graph = b.build(z);
  return gated ? { ...graph, blocks: graph.blocks.map((block) => ({ ...block, gate })) } : graph;
}

test('a network without gates stays as it is', () => {
  const graph = network(false);
  expect(selectByGates(graph)).toBe(graph);
});

test('gates become arithmetic on feature maps and on features, in a network that verifies', () => {
  const selected = selectByGates(network(true));
  verify(selected);
  expect(selected.blocks.map(({ name, gate }) => [name, gate])).toEqual([
    ['block', undefined],
    ['last', undefined],
  ]);
  const added = selected.nodes.filter(({ name }) => name.includes('.select.'));
  expect(added.map(({ op }) => op)).toEqual([
    ...['Add', 'Cast', 'Cast', 'Clip', 'Unsqueeze', 'Mul'],
    ...['Add', 'Cast', 'Cast', 'Clip', 'Mul'],
  ]);
  expect(selectByGates(selected)).toBe(selected);
});
