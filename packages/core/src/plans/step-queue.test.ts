import type { Batch, Json } from '@picojoule/spec';
import { expect, test } from 'vitest';
import { stepQueue } from './step-queue.ts';

/** Drops what its state names; the state is handed on. */
function queueOf(steps = 10) {
  const events: string[] = [];
  const queue = stepQueue({
    steps,
    plan(step, savers) {
      const [dropped] = savers as readonly [readonly number[]];
      events.push(`plan ${step} of ${dropped}`);
      if (dropped.includes(-step)) throw new Error(`no plan of ${step}`);
      return { plan: dropped.includes(step) ? { drop: true } : {}, savers };
    },
    load(step) {
      events.push(`load ${step}`);
      return Promise.resolve({ images: Float32Array.of(step), labels: Int32Array.of(0) } as Batch);
    },
  });
  return { queue, events };
}

const firstImage = async (batch: Promise<Batch> | undefined) => (await batch)?.images[0];

test('what was planned ahead is taken as it is where no saver learnt anything', async () => {
  const { queue, events } = queueOf();
  const savers: readonly Json[] = [[2, 3]];
  queue.lookAhead(1, savers);
  expect(events).toEqual(['plan 2 of 2,3', 'plan 3 of 2,3', 'plan 4 of 2,3', 'load 4']);
  events.length = 0;
  const taken = [2, 3, 4].map((step) => queue.take(step, savers));
  expect(taken.map(({ plan }) => plan.drop === true)).toEqual([true, true, false]);
  expect(await firstImage(taken[2]!.batch)).toBe(4);
  expect(events).toEqual([]);
});

test('a step is planned anew from what was learnt, and its batch is not loaded again', async () => {
  const { queue, events } = queueOf();
  queue.lookAhead(0, [[9]]);
  events.length = 0;
  const { plan, batch, savers } = queue.take(1, [[8]]);
  expect([plan, savers]).toEqual([{}, [[8]]]);
  expect(await firstImage(batch)).toBe(1);
  expect(events).toEqual(['plan 1 of 8']);
});

test('a step that is dropped after all leaves its batch unused; the next ones are as without looking', async () => {
  const { queue, events } = queueOf();
  queue.lookAhead(0, [[9]]);
  const learnt: readonly Json[] = [[1]];
  expect(queue.take(1, learnt)).toEqual({ plan: { drop: true }, savers: learnt });
  expect(await firstImage(queue.take(2, learnt).batch)).toBe(2);
  expect(events.filter((event) => event.startsWith('load'))).toEqual(['load 1', 'load 2']);
});

test('a step that was to be dropped and is not is loaded', async () => {
  const { queue, events } = queueOf();
  queue.lookAhead(0, [[1]]);
  expect(await firstImage(queue.take(1, [[9]]).batch)).toBe(1);
  // The next was loaded for the old plan, and is not loaded again.
  queue.lookAhead(1, [[9]]);
  expect(await firstImage(queue.take(2, [[9]]).batch)).toBe(2);
  expect(events.filter((event) => event.startsWith('load'))).toEqual(['load 2', 'load 1']);
});

test('a plan that fails from states that do not count fails nothing', async () => {
  const { queue } = queueOf();
  queue.lookAhead(0, [[-1]]);
  expect(await firstImage(queue.take(1, [[9]]).batch)).toBe(1);
  expect(() => queue.take(2, [[-2]])).toThrow('no plan of 2');
});

test('nothing is planned behind the last step', () => {
  const { queue, events } = queueOf(3);
  queue.lookAhead(2, [[]]);
  expect(events).toEqual([]);
});
