import { createRandom } from '@picojoule/spec';
import { smallGraph } from '@picojoule/testkit';
import { expect, test } from 'vitest';
import { swa } from './swa.ts';

/** The steps of a schedule after which weights enter the mean. */
const averaged = (saver: ReturnType<typeof swa>, steps: number) => {
  const graph = smallGraph();
  const info = { steps, epoch: 0, learningRate: 0.1, batchSize: 8, graph, random: createRandom(1) };
  return Array.from({ length: steps }, (_, step) => step).filter(
    (step) => saver.plan({ ...info, step }, null).plan.average !== undefined,
  );
};

test('averages at regular steps of the last part, the last step among them', () => {
  expect(averaged(swa({ start: 0.75, period: 10 }), 100)).toEqual([79, 89, 99]);
  expect(averaged(swa({ start: 0.5, period: 1 }), 6)).toEqual([3, 4, 5]);
  expect(averaged(swa({ start: 0, period: 4 }), 9)).toEqual([0, 4, 8]);
});

test('holds the learning rate of its first step, or leaves it to the schedule', () => {
  const graph = smallGraph();
  const rates = (saver: ReturnType<typeof swa>) =>
    [0, 4, 5, 9].map((step) => {
      const info = {
        step,
        steps: 10,
        epoch: 0,
        learningRate: 0.1,
        batchSize: 8,
        graph,
        random: createRandom(1),
      };
      return saver.plan(info, null).plan.rateOf;
    });
  expect(rates(swa({ start: 0.5 }))).toEqual([undefined, undefined, 5, 5]);
  expect(rates(swa({ start: 0.5, hold: false }))).toEqual(Array(4).fill(undefined));
});

test('begins at all only below a share of one', () => {
  expect(averaged(swa({ start: 1 }), 50)).toEqual([]);
  expect(averaged(swa({ start: 0.99, period: 100 }), 50)).toEqual([49]);
});

test.each([{ start: 1.5 }, { period: 0 }, { statisticsBatches: 0.5 }, { every: 3 }])(
  'options %o are refused',
  (options) => {
    expect(() => swa(options)).toThrow(expect.objectContaining({ code: 'PLUGIN_OPTIONS' }));
  },
);
