import { expect, test } from 'vitest';
import { myPlugin } from './my-plugin.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

test('a chain is read', () => {
  const file = bytes('my-plugin 1\nbatch 3 8 8\nRelu\nSigmoid\n');
  const graph = myPlugin().import(file);
  expect(graph.nodes.map(({ op }) => op)).toEqual(['Relu', 'Sigmoid']);
  expect(graph.inputs[0]?.shape).toEqual(['batch', 3, 8, 8]);
  expect(graph.outputs).toEqual(['v2']);
});

test('what it does not know is named with its line', () => {
  const file = bytes('my-plugin 1\nbatch 3\nRelu\nTanh\n');
  expect(() => myPlugin().import(file)).toThrow(/line 4.*Tanh/);
});
