import { createRandom, type TrainingSaver, tensor } from '@picojoule/spec';
import {
  asPlugin,
  fakeDataset,
  memoryStore,
  referenceBackend,
  smallGraph,
} from '@picojoule/testkit';
import { expect, test } from 'vitest';
import { totalMacs } from './ledger/merge-rows.ts';
import { silent } from './progress.ts';
import { type TrainOptions, train } from './train.ts';
import type { Watch } from './watch.ts';

async function trained(change: Partial<TrainOptions>) {
  const dataset = await fakeDataset().open();
  const { shape, classes } = dataset.info;
  return train({
    ...{ dataset, batchSize: 8, learningRate: 0.1, warmUp: 0.2, momentum: 0.9, weightDecay: 1e-4 },
    graph: smallGraph({ shape, classes: classes.length }),
    images: Uint32Array.from({ length: 40 }, (_, i) => i),
    backend: referenceBackend(),
    savers: [],
    length: { steps: 12 },
    random: createRandom(3),
    seed: 3,
    part: 'net',
    checkpointEvery: 4,
    progress: silent,
    signal: new AbortController().signal,
    ...change,
  });
}

/** Ends a training once it stands at a step; `seen` are the steps of the looks. */
function watching(last = Number.POSITIVE_INFINITY): Watch & { readonly seen: number[] } {
  const seen: number[] = [];
  const look: Watch['look'] = async ({ step }) => {
    seen.push(step);
    return step >= last;
  };
  return { every: 4, look, seen };
}

test('a watcher sees the steps so far, and changes nothing', async () => {
  const views: [step: number, executed: number, macs: number][] = [];
  const dropOdd = asPlugin('saver', 'drop-odd', {
    initial: () => null,
    plan: ({ step }) => ({ plan: { drop: step % 2 === 1 }, state: null }),
  } satisfies TrainingSaver);
  const plain = await trained({ savers: [dropOdd] });
  const watched = await trained({
    savers: [dropOdd],
    watch: {
      every: 4,
      async look({ step, executed, ledger, session }) {
        views.push([step, executed, totalMacs(ledger).executed]);
        await session.run({ x: tensor([1, 1, 6, 6], new Array(36).fill(1)) });
        return false;
      },
    },
  });
  expect(watched.graph.parameters).toEqual(plain.graph.parameters);
  const step = totalMacs(plain.ledger).executed / 6;
  expect(views).toEqual([
    [4, 2, 2 * step],
    [8, 4, 4 * step],
  ]);
});

test('it sees the network as savers would hand it out, and training goes on without', async () => {
  const zeroed = asPlugin('saver', 'zeroed', {
    initial: () => null,
    plan: () => ({ plan: {}, state: null }),
    finish: ({ parameters }) =>
      Object.fromEntries(
        Object.entries(parameters)
          .filter(([, value]) => value.type === 'float32')
          .map(([name, { shape }]) => [
            name,
            tensor(shape, new Array(shape.reduce((a, b) => a * b, 1)).fill(0)),
          ]),
      ),
  } satisfies TrainingSaver);
  const outputs: number[] = [];
  const options = { savers: [zeroed], length: { steps: 8 } } as const;
  const plain = await trained(options);
  const watched = await trained({
    ...options,
    watch: {
      every: 4,
      async look({ session }) {
        const { tensors } = await session.run({ x: tensor([1, 1, 6, 6], new Array(36).fill(1)) });
        outputs.push(...Object.values(tensors)[0]!.values);
        return false;
      },
    },
  });
  expect(outputs.length).toBeGreaterThan(0);
  expect(outputs.every((value) => value === 0)).toBe(true);
  expect(watched.history).toEqual(plain.history);
});

test('it may end the training, which then equals none that went on', async () => {
  const watch = watching(4);
  const { scheduled, reached, executed, history } = await trained({ watch });
  expect({ scheduled, reached }).toEqual({ scheduled: 12, reached: 4 });
  expect(executed).toBe(4);
  expect(history.map(({ step }) => step)).toEqual([4]);
  expect(watch.seen).toEqual([4]);
});

test('an ended training stays ended when it is resumed, and a look is not repeated', async () => {
  const store = memoryStore();
  const first = await trained({ store, watch: watching(8) });
  const again = watching();
  const resumed = await trained({ store, watch: again });
  expect(again.seen).toEqual([]);
  expect(resumed.executed).toBe(8);
  expect(resumed.graph.parameters).toEqual(first.graph.parameters);
});
