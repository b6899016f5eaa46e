import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { imageSets, silent } from '@picojoule/core';
import { eyerissJoules } from '@picojoule/energy';
import { openRun } from '@picojoule/lab';
import { createRandom, type Graph, type StepInfo } from '@picojoule/spec';
import { fakeDataset, referenceBackend, smallGraph } from '@picojoule/testkit';
import { smd, standard, stochasticDepth } from '@picojoule/train';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Bench } from '../../main-job/bench.ts';
import { DEFAULTS } from '../../main-job/settings.ts';
import type { ArmRecord } from './arm-record.ts';
import { type ArmStageOptions, armStage } from './arm-stage.ts';
import { searchRates } from './search-rates.ts';
import { testStage } from './test-stage.ts';
import { timeStage } from './time-stage.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'pj-e2train-'));
});
afterEach(() => rmSync(root, { recursive: true }));

async function onBench<T>(
  folder: string,
  signal: AbortSignal,
  work: (bench: Bench) => Promise<T>,
): Promise<T> {
  const dataset = await fakeDataset().open();
  const { shape, classes, size } = dataset.info;
  const random = createRandom(5);
  const directory = join(root, folder);
  const run = await openRun(directory, {
    ...{ config: {}, seed: 5, versions: {}, clock: () => new Date(0) },
  });
  try {
    return await work({
      ...{ run, dataset, random, signal, backend: referenceBackend(), progress: silent },
      graph: smallGraph({ shape, classes: classes.length, blocks: 2 }),
      models: [eyerissJoules()],
      sets: imageSets(size.train, { heldOut: 16, samples: 1, probes: 1 }, random),
      settings: { ...DEFAULTS, seed: 5, train: { ...DEFAULTS.train, batchSize: 8, epochs: 0 } },
      seconds: {},
      densitiesOf: async () => ({}),
      timed: (_, timedWork) => timedWork(),
    } satisfies Bench);
  } finally {
    await run.close('interrupted');
  }
}

/** A clock of one second a reading. */
function clock() {
  let milliseconds = 0;
  return () => {
    milliseconds += 1000;
    return milliseconds;
  };
}

const never = new AbortController().signal;
const options = (change: Partial<ArmStageOptions> = {}): ArmStageOptions => ({
  ...{ part: 'arm', savers: [standard()], steps: 12, learningRate: 0.1, looks: 3, now: clock() },
  ...change,
});
const train = (folder: string, change: Partial<ArmStageOptions> = {}, signal = never) =>
  onBench(folder, signal, async (bench) => {
    const record = await armStage(bench, options(change));
    return { record, graph: (await bench.run.readGraph('arm.graph'))! };
  });
const TIMED = { batchSize: 8, learningRate: 0.1 };
const withoutSeconds = ({ seconds: _, curve, ...rest }: ArmRecord) => ({
  ...rest,
  curve: curve.map(({ seconds: __, ...point }) => point),
});

test('a curve has the looks and the end, with sums that grow', async () => {
  const { record } = await train('a', { savers: [smd({ dropProbability: 0.25 })] });
  expect(record.curve.map(({ step }) => step)).toEqual([4, 8, 12]);
  const [first, second, last] = record.curve;
  expect(last!.executed).toBe(record.executed);
  expect(record.energy).toBe(last!.energy);
  expect(second!.energy).toBeGreaterThan(first!.energy);
  expect(last!.energy).toBeGreaterThan(second!.energy);
});

test.each([2, 4, 7])('an arm that was stopped in step %s goes on to the same end', async (stop) => {
  const savers = () => [smd({ dropProbability: 0.25 }), stochasticDepth({ per: 'image' })];
  const whole = await train('whole', { savers: savers() });
  const controller = new AbortController();
  let readings = 0;
  const stopped = onBench('cut', controller.signal, (bench) => {
    const read: typeof bench.dataset.read = (...call) => {
      if (call[0] === 'train' && call[1].length === 8 && ++readings === stop) controller.abort();
      return bench.dataset.read(...call);
    };
    return armStage(
      { ...bench, dataset: { ...bench.dataset, read } },
      options({ savers: savers() }),
    );
  });
  await expect(stopped).rejects.toMatchObject({ code: 'RUN_INTERRUPTED' });
  const resumed = await train('cut', { savers: savers() });
  expect(withoutSeconds(resumed.record)).toEqual(withoutSeconds(whole.record));
  expect(parameters(resumed.graph)).toEqual(parameters(whole.graph));
});

test('the seconds of an arm that was stopped are those of all its pieces', async () => {
  const controller = new AbortController();
  let batches = 0;
  // A second for every batch of training images that is read, and no time for anything else.
  const piece = (signal: AbortSignal) =>
    onBench('cut', signal, (bench) => {
      const read: typeof bench.dataset.read = (...call) => {
        if (call[0] === 'train' && call[1].length === 8 && ++batches === 6) controller.abort();
        return bench.dataset.read(...call);
      };
      const timed = { ...bench, dataset: { ...bench.dataset, read } };
      return armStage(timed, options({ now: () => 1000 * batches }));
    });
  await expect(piece(controller.signal)).rejects.toMatchObject({ code: 'RUN_INTERRUPTED' });
  const { seconds, curve } = await piece(never);
  expect(batches).toBeGreaterThanOrEqual(12);
  expect(seconds).toBe(batches);
  expect(curve.at(-1)!.seconds).toBe(batches);
});

const parameters = ({ parameters: all }: Graph) => all;

test('an arm that is out of patience ends with the look that showed it', async () => {
  // At rate 0 nothing is learned, so that the second and third look bring no new best.
  const { record } = await train('a', { learningRate: 0, steps: 24, looks: 6, patience: 2 });
  expect(record.curve.map(({ step }) => step)).toEqual([4, 8, 12]);
  expect(record).toMatchObject({ executed: 12, scheduled: 24 });
  // The clock goes on by a second at each reading: one look has two, and the end one.
  expect(record.curve.map(({ seconds }) => seconds)).toEqual([1, 2, 4]);
});

test('arms are timed in turn, round by round, from the same step to the same', async () => {
  const arms = [
    { key: 'standard', savers: [standard()] },
    { key: 'smd', savers: [smd()] },
  ];
  const found = await onBench('a', never, (bench) =>
    timeStage(bench, arms, { ...{ untimed: 1, rounds: 2, steps: 20 }, ...TIMED, now: clock() }),
  );
  expect(found.map(({ key, round }) => `${key} ${round}`).slice(0, 4)).toEqual([
    ...['standard 0', 'smd 0', 'standard 1', 'smd 1'],
  ]);
  const [plain, dropping] = [found[0]!, found[1]!];
  // Twenty scheduled steps; those that SMD executes are some of them.
  const step = plain.macs / 20;
  expect((dropping.macs / step) % 1).toBe(0);
  expect(dropping.macs).toBeLessThan(plain.macs);
  expect(plain.seconds).toBe(1);
  expect(dropping.energy).toBeLessThan(plain.energy);
});

test('where a timed arm fails the others end too, and its error is the one that is told', async () => {
  const steps: string[] = [];
  const failing = (key: string, failsAt: number) => {
    const savers = [
      {
        ...standard(),
        plan(info: StepInfo) {
          steps.push(key);
          if (info.step === failsAt) throw new Error(`no step ${failsAt}`);
          return { plan: {}, state: null };
        },
      },
    ];
    return { key, savers };
  };
  const arms = [failing('a', -1), failing('b', 5), failing('c', -1)];
  const timing = { ...TIMED, untimed: 1, rounds: 50, steps: 4, now: clock() };
  const found = onBench('a', never, (bench) => timeStage(bench, arms, timing));
  await expect(found).rejects.toMatchObject({
    message: expect.stringContaining('no step 5'),
  });
  // Two rounds of four, and what is planned ahead.
  expect(steps.filter((key) => key !== 'b').length).toBeLessThan(30);
});

test('timed steps learn at the rate given', async () => {
  const rates: number[] = [];
  await onBench('a', never, (bench) => {
    const open: typeof bench.backend.open = async (...call) => {
      const session = await bench.backend.open(...call);
      const { train: step } = session;
      session.train = (feed) => {
        rates.push(feed.learningRate);
        return step.call(session, feed);
      };
      return session;
    };
    // Four of 25 scheduled steps warm up: the last of them has the whole rate, not rounded.
    const sizes = { batchSize: 8, untimed: 1, rounds: 1, steps: 12 };
    const timing = { ...sizes, learningRate: 0.025, now: clock() };
    const watched = { ...bench, backend: { ...bench.backend, open } };
    return timeStage(watched, [{ key: 'standard', savers: [standard()] }], timing);
  });
  expect(Math.max(...rates)).toBe(0.025);
});

test('a rate at which a training diverges is no reason to stop the search', async () => {
  const scale = { searchSteps: 12, rates: [0.01, 1e30] };
  const trials = await onBench('a', never, (bench) =>
    searchRates(bench, ['standard'], scale, clock()),
  );
  expect(trials).toEqual([
    { family: 'standard', rate: 0.01, accuracy: expect.any(Number) },
    { family: 'standard', rate: 1e30, accuracy: null },
  ]);
});

test('a finished arm is not trained again, and is tested as it was kept', async () => {
  const first = await train('a');
  const again = await onBench('a', never, async (bench) => {
    const refuse = () => {
      throw new Error('opened again');
    };
    const idle = { ...bench, backend: { ...bench.backend, open: refuse } };
    const record = await armStage(idle, options());
    return { record, test: await testStage(bench, 'arm') };
  });
  expect(again.record).toEqual(first.record);
  expect(again.test).toBeGreaterThanOrEqual(0);
  expect(again.test).toBeLessThanOrEqual(1);
});
