import { createRandom, type Graph, type StepInfo } from '@picojoule/spec';
import { expect, test } from 'vitest';
import { smd } from './smd.ts';
import { standard } from './standard.ts';

const graph: Graph = {
  name: 'empty',
  inputs: [],
  outputs: [],
  nodes: [],
  parameters: {},
  masks: {},
  blocks: [],
};
const steps = 4000;
const info = (step: number, seed: number): StepInfo => ({
  step,
  steps,
  epoch: 0,
  learningRate: 0.1,
  batchSize: 8,
  graph,
  random: createRandom(seed, `smd/${step}`),
});
const dropped = (saver: ReturnType<typeof smd>, seed = 1) =>
  Array.from({ length: steps }, (_, step) => saver.plan(info(step, seed), null).plan.drop === true);

test.each([0, 0.25, 0.5, 0.9])('a share of %d of the steps is dropped', (dropProbability) => {
  const drops = dropped(smd({ dropProbability }));
  const share = drops.filter(Boolean).length / steps;
  // Five standard deviations of a binomial share.
  const tolerance = 5 * Math.sqrt((dropProbability * (1 - dropProbability)) / steps);
  expect(Math.abs(share - dropProbability)).toBeLessThanOrEqual(tolerance);
});

test('drops follow the seed and are independent of the step before', () => {
  expect(dropped(smd())).toEqual(dropped(smd()));
  expect(dropped(smd(), 1)).not.toEqual(dropped(smd(), 2));
  const drops = dropped(smd());
  const pairs = drops.filter((drop, step) => drop && drops[step + 1]).length / steps;
  expect(Math.abs(pairs - 0.25)).toBeLessThan(5 * Math.sqrt((0.25 * 0.75) / steps));
});

test('a dropped step plans nothing else, a kept one plans plain training', () => {
  const plans = Array.from({ length: 20 }, (_, step) => smd().plan(info(step, 3), null).plan);
  expect(plans).toContainEqual({ drop: true });
  expect(plans).toContainEqual({});
  expect(standard().plan(info(0, 3), null).plan).toEqual({});
});

test('the schedule is as long as plain training, or 4/3 of it, in whole steps', () => {
  expect(smd().stretch?.(900)).toBe(900);
  expect(smd({ stretch: 4 / 3 }).stretch?.(900)).toBe(1200);
  expect(smd({ stretch: 4 / 3 }).stretch?.(1000)).toBe(1333);
  expect(smd({ stretch: 0.001 }).stretch?.(10)).toBe(1);
});

test.each([{ dropProbability: 1 }, { dropProbability: -0.1 }, { stretch: 0 }, { rate: 0.5 }])(
  'options %o are refused',
  (options) => {
    expect(() => smd(options)).toThrow(expect.objectContaining({ code: 'PLUGIN_OPTIONS' }));
  },
);
