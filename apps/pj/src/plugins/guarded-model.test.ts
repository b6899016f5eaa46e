import { alexNet, macs } from '@picojoule/energy';
import { type EnergyEstimate, macUnits } from '@picojoule/spec';
import { expect, test } from 'vitest';
import { guardedModel } from './guarded-model.ts';

const net = alexNet(1);
const right = macs().estimate(net);
const answering = (estimate: () => EnergyEstimate) => guardedModel({ ...macs(), estimate });

test('a right answer passes as it is', () => {
  expect(answering(() => right).estimate(net)).toBe(right);
});

test('a model cannot take workloads away from those that it is asked about', () => {
  const emptying = guardedModel({
    ...macs(),
    estimate: (workloads) => {
      (workloads as unknown[]).length = 0;
      return macs().estimate(workloads);
    },
  });
  expect(() => emptying.estimate(net)).toThrow('of 8 workloads it names 0');
});

test('what a model throws is told as its own, with the cause', () => {
  const cause = new TypeError('x is undefined');
  const model = answering(() => {
    throw cause;
  });
  expect(() => model.estimate(net)).toThrow(
    expect.objectContaining({
      code: 'PLUGIN_FAILS',
      message: expect.stringContaining('"macs"'),
      cause,
    }),
  );
});

test.each([
  [{ ...right, total: macUnits(NaN) }, 'NaN is no energy'],
  [{ ...right, layers: [] }, 'of 8 workloads it names 0'],
  [undefined as never, 'has no lists'],
  [{ ...right, unit: 'J' as never }, 'its unit is MAC, that of its estimate J'],
  [{ ...right, provenance: 'measured' as never }, 'its energies are called measured'],
  [{ ...right, total: macUnits(1) }, 'its layers do not sum to its total'],
  [
    { ...right, layers: right.layers.map((layer) => ({ ...layer, parts: [] })) },
    'the parts of layer "CONV1" do not sum',
  ],
])('an impossible answer is refused: %#', (estimate, problem) => {
  expect(() => answering(() => estimate).estimate(net)).toThrow(problem);
});
