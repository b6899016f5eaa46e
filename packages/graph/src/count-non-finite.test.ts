import { type Graph, tensor } from '@picojoule/spec';
import { expect, test } from 'vitest';
import { countNonFinite } from './count-non-finite.ts';

const graphOf = (parameters: Graph['parameters']): Graph => ({
  name: 'numbers',
  inputs: [],
  outputs: [],
  nodes: [],
  parameters,
  masks: {},
  blocks: [],
});

test('NaN and infinities are counted, in fills too; other numbers are not', () => {
  const { NaN: nan, POSITIVE_INFINITY: inf, NEGATIVE_INFINITY: minus, MAX_VALUE: most } = Number;
  const found = countNonFinite(
    graphOf({
      fine: tensor([3], [0, -0, 3.4e38]),
      w: tensor([2, 2], [nan, 1, inf, minus]),
      filled: { type: 'float32', shape: [3, 5], fill: nan },
      zeros: { type: 'float32', shape: [3, 5], fill: 0 },
      // Beyond float32, as of a double that was converted.
      b: tensor([1], [most]),
    }),
  );
  expect(found).toEqual([
    { parameter: 'w', count: 3 },
    { parameter: 'filled', count: 15 },
    { parameter: 'b', count: 1 },
  ]);
});
