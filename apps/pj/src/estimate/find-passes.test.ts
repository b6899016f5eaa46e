import { alexNet } from '@picojoule/energy';
import { expect, test } from 'vitest';
import { findPasses } from './find-passes.ts';
import { passName } from './parts.ts';

const odd = ['a b', 'a (b)', 'x (update)', 'é,"', 'tab\there', 'n (', ')', 'all'];
const net = alexNet(1).map((workload, i) => ({ ...workload, layer: odd[i]! }));
const step = (['forward', 'input-gradient', 'update'] as const).flatMap((pass) =>
  net.map((workload) => ({ ...workload, pass })),
);

test('every name that a table prints means what its row is of', () => {
  for (const workload of step) {
    const found = findPasses(step, passName(workload));
    if (workload.pass === 'forward') expect(found).toContain(workload);
    else expect(found).toEqual([workload]);
  }
});

test.each([
  ['a b (forward)', 'a b', 'forward'],
  ['CONV2 (update)', 'a (b)', 'update'],
  ['x (update) (update)', 'x (update)', 'update'],
  ['tab here (update)', 'tab\there', 'update'],
])('%s', (name, layer, pass) => {
  expect(findPasses(step, name)).toEqual([expect.objectContaining({ layer, pass })]);
});

test('a pass that is not there is told with those that are', () => {
  expect(() => findPasses(step, 'a b (gate)')).toThrow('There is no layer pass "a b (gate)".');
  expect(() => findPasses(net, 'a b (update)')).toThrow(
    expect.objectContaining({ next: expect.stringContaining('--training adds the others') }),
  );
  expect(() => findPasses(step, 'none (update)')).toThrow('There is no layer "none"');
});
