import { type Graph, tensor, valuesOf } from '@picojoule/spec';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { builder } from './builder.ts';
import { countWeights } from './count-weights.ts';
import { densityOf } from './density.ts';
import { withMasks, withParameters } from './edit-parameters.ts';
import { trainableParameters, weightOf } from './parameter-roles.ts';

/** Bounds the search for a smaller counterexample; a test must have made all its runs by then. */
fc.configureGlobal({ interruptAfterTimeLimit: 25_000, markInterruptAsFailure: true });

function graphOf(): Graph {
  const b = builder('edited', 5);
  const x = b.batchNorm(b.conv(b.input('x', ['batch', 1, 4, 4]), { filters: 2, bias: true }));
  const slope = b.parameter('slope', tensor([2, 1, 1], [0.1, 0.2]));
  const offset = b.parameter('offset', tensor([1], [3]));
  const y = b.node('Add', [b.node('PRelu', [x, slope], {}), offset], {});
  const matrix = b.parameter('matrix', { type: 'float32', shape: [32, 3], fill: 0.5 });
  return b.build(b.node('MatMul', [b.flatten(y), matrix], {}));
}
const mask = fc.uint8Array({ minLength: 18, maxLength: 18, max: 1 });
const weight = 'conv1.weight';

test('masks intersect, zero what they drop, keep the rest, and leave the old graph alone', () => {
  fc.assert(
    fc.property(mask, mask, (first, second) => {
      const graph = graphOf();
      const original = [...valuesOf(graph.parameters[weight]!)];
      const pruned = withMasks(withMasks(graph, { [weight]: first }), { [weight]: second });
      const kept = original.map((_, i) => first[i]! & second[i]!);
      expect([...pruned.masks[weight]!]).toEqual(kept);
      const values = [...valuesOf(pruned.parameters[weight]!)];
      expect(values).toEqual(original.map((value, i) => (kept[i] ? value : 0)));
      expect([...valuesOf(graph.parameters[weight]!)]).toEqual(original);
      const sum = kept.reduce((a, b) => a + b, 0);
      expect(countWeights(pruned).byLayer.conv1).toEqual({ total: 18, nonZero: sum });
      expect(densityOf(graph.parameters[weight]!, pruned.masks[weight])).toBe(sum / 18);
    }),
  );
});

test('masks hold when parameters are replaced', () => {
  const keep = Uint8Array.from({ length: 18 }, (_, i) => i % 2);
  const pruned = withMasks(graphOf(), { [weight]: keep });
  const replaced = withParameters(pruned, {
    [weight]: { type: 'float32', shape: [2, 1, 3, 3], fill: 7 },
  });
  expect([...valuesOf(replaced.parameters[weight]!)]).toEqual([...keep].map((one) => 7 * one));
  expect(replaced.parameters.offset).toBe(pruned.parameters.offset);
});

test('a masked fill is counted without being written out, then written out when it is masked', () => {
  const keep = new Uint8Array(96).fill(1, 0, 24);
  const graph = graphOf();
  expect(densityOf(graph.parameters.matrix!)).toBe(1);
  expect(densityOf(graph.parameters.matrix!, keep)).toBe(0.25);
  expect(densityOf({ type: 'float32', shape: [4], fill: 0 })).toBe(0);
  expect(countWeights(withMasks(graph, { matrix: keep }))).toMatchObject({
    total: 114,
    nonZero: 42,
  });
});

test('wrong names and sizes are refused', () => {
  const graph = graphOf();
  expect(() => withMasks(graph, { nobody: new Uint8Array(1) })).toThrow(/no parameter "nobody"/);
  expect(() => withMasks(graph, { offset: new Uint8Array(2) })).toThrow(/has 1 elements.*has 2/);
  expect(() => withParameters(graph, { toString: tensor([1], [1]) })).toThrow(/no parameter/);
  expect(() => withParameters(graph, { offset: tensor([2], [1, 1]) })).toThrow(/has \[2\]/);
});

test('trainable are weights, biases, scales and slopes; not statistics, not constants', () => {
  expect(trainableParameters(graphOf())).toEqual([
    { name: 'conv1.weight', role: 'weight', node: 'conv1' },
    { name: 'conv1.bias', role: 'bias', node: 'conv1' },
    { name: 'batchNorm1.scale', role: 'scale', node: 'batchNorm1' },
    { name: 'batchNorm1.bias', role: 'bias', node: 'batchNorm1' },
    { name: 'slope', role: 'slope', node: 'pRelu1' },
    { name: 'matrix', role: 'weight', node: 'matMul1' },
  ]);
  expect(graphOf().nodes.map(weightOf)).toEqual([
    'conv1.weight',
    undefined,
    undefined,
    undefined,
    undefined,
    'matrix',
  ]);
});
