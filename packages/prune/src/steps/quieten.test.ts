import { builder } from '@picojoule/graph';
import { type Graph, valuesOf } from '@picojoule/spec';
import { expect, test } from 'vitest';
import { quieten } from './quieten.ts';

/** conv, norm, relu; then a block whose branch and whose projection are normalised, added, relu. */
function residual(): Graph {
  const b = builder('residual');
  const x = b.input('x', ['batch', 1, 6, 6]);
  const stem = b.batchNorm(b.conv(x, { filters: 2 }), { name: 'stem' });
  const map = b.relu(stem);
  const branch = b.batchNorm(b.conv(map, { filters: 2 }), { name: 'branch' });
  const side = b.batchNorm(b.conv(map, { filters: 2, kernel: 1 }), { name: 'side' });
  const sum = b.relu(b.add(branch, side));
  const last = b.batchNorm(b.conv(sum, { filters: 2 }), { name: 'last' });
  // Two readers: not only the ReLU sees what a shift would do.
  const graph = b.build(b.add(b.relu(last), last));
  const { parameters } = graph;
  const [, scale, bias] = graph.nodes.find(({ name }) => name === 'stem')!.inputs;
  const given = (values: number[]) => ({
    type: 'float32' as const,
    shape: [2],
    values: Float32Array.from(values),
  });
  return {
    ...graph,
    parameters: { ...parameters, [scale!]: given([2, -4]), [bias!]: given([1, 0.5]) },
  };
}

const biasOf = (graph: Graph, norm: string) => {
  const name = graph.nodes.find((node) => node.name === norm)!.inputs[2]!;
  return [...valuesOf(graph.parameters[name]!)];
};

test('lowers the bias before each ReLU by so many standard deviations', () => {
  const graph = residual();
  const quiet = quieten(graph, 0.25);
  expect(biasOf(quiet, 'stem')).toEqual([1 - 0.25 * 2, 0.5 - 0.25 * 4]);
});

test('of a sum, one summand is shifted; what more than the ReLU reads is left alone', () => {
  const graph = residual();
  const quiet = quieten(graph, 0.25);
  expect(biasOf(quiet, 'branch')).toEqual([-0.25, -0.25]);
  expect(biasOf(quiet, 'side')).toEqual([0, 0]);
  expect(biasOf(quiet, 'last')).toEqual([0, 0]);
});

test('changes nothing else, and nothing at all by zero deviations', () => {
  const graph = residual();
  expect(quieten(graph, 0)).toBe(graph);
  const quiet = quieten(graph, 0.25);
  const changed = Object.keys(graph.parameters).filter(
    (name) => quiet.parameters[name] !== graph.parameters[name],
  );
  expect(changed).toHaveLength(2);
  expect({ ...quiet, parameters: {} }).toEqual({ ...graph, parameters: {} });
});
