import {
  createRandom,
  type Dataset,
  type ExecutionBackend,
  type OpenDataset,
  PicojouleError,
  type Plugin,
  type Session,
  type StepResult,
  type Tensors,
  type TrainingSaver,
  type TrainStep,
  tensor,
} from '@picojoule/spec';
import {
  asPlugin,
  fakeDataset,
  memoryStore,
  referenceBackend,
  smallGraph,
} from '@picojoule/testkit';
import { describe, expect, test } from 'vitest';
import { totalMacs } from './ledger/merge-rows.ts';
import { silent } from './progress.ts';
import { type TrainOptions, train } from './train.ts';

const images = Uint32Array.from({ length: 40 }, (_, i) => i);

/** Drops every step whose number is odd. */
const everyOther = asPlugin('saver', 'every-other', {
  initial: () => null,
  plan: ({ step }) => ({ plan: { drop: step % 2 === 1 }, state: null }),
} satisfies TrainingSaver);

/** The backend, each training step of its sessions taken by `take`. */
const withSteps = <B extends ExecutionBackend>(
  backend: B,
  take: (session: Session, step: TrainStep) => Promise<StepResult>,
): B => ({
  ...backend,
  async open(...call: Parameters<ExecutionBackend['open']>) {
    const session = await backend.open(...call);
    return { ...session, train: (step: TrainStep) => take(session, step) };
  },
});

async function optionsFor(
  change: Partial<TrainOptions> = {},
  data: Plugin<'dataset', Dataset> = fakeDataset(),
): Promise<TrainOptions> {
  const dataset = await data.open();
  return {
    graph: smallGraph({ shape: dataset.info.shape, classes: dataset.info.classes.length }),
    dataset,
    images,
    backend: referenceBackend(),
    savers: [],
    length: { steps: 12 },
    batchSize: 8,
    learningRate: 0.1,
    warmUp: 0.2,
    momentum: 0.9,
    weightDecay: 1e-4,
    random: createRandom(3),
    seed: 3,
    part: 'net',
    checkpointEvery: 4,
    progress: silent,
    signal: new AbortController().signal,
    ...change,
  };
}

describe('train', () => {
  test('refuses a schedule of less than one step, but not one of exactly one', async () => {
    // 40 images in batches of 8: five steps an epoch.
    const trained = async (epochs: number) => train(await optionsFor({ length: { epochs } }));
    await expect(trained(0.05)).rejects.toMatchObject({ code: 'TRAIN_NO_STEPS' });
    expect((await trained(0.2)).scheduled).toBe(1);
  });

  test('learns', async () => {
    const { history } = await train(await optionsFor({ length: { steps: 30 } }));
    expect(history.at(-1)!.loss).toBeLessThan(0.7 * history[0]!.loss);
  });

  test('never reads a dropped batch, and writes no ledger for it', async () => {
    const options = await optionsFor({ savers: [everyOther] });
    let reads = 0;
    const dataset = {
      ...options.dataset,
      read: (...call: Parameters<typeof options.dataset.read>) => {
        reads++;
        return options.dataset.read(...call);
      },
    };
    const half = await train({ ...options, dataset });
    const whole = await train(options.savers.length > 0 ? { ...options, savers: [] } : options);
    expect(reads).toBe(6);
    expect([half.scheduled, half.executed]).toEqual([12, 6]);
    expect(totalMacs(half.ledger).executed).toBe(totalMacs(whole.ledger).executed / 2);
  });

  test('loads the batch of the next executed step while one runs, with its own randomness', async () => {
    const events: string[] = [];
    const options = await optionsFor({ savers: [everyOther], length: { steps: 5 } });
    const dataset: OpenDataset = {
      ...options.dataset,
      async readForTraining(indices, random) {
        events.push(`load ${random.integer(1e6)}`);
        return options.dataset.read('train', indices);
      },
    };
    const { backend } = options;
    const watched = withSteps(backend, async (session, step) => {
      events.push(`step ${step.step}`);
      return session.train(step);
    });
    await train({ ...options, dataset, backend: watched });
    const load = (step: number) => `load ${createRandom(3).split(`batch/${step}`).integer(1e6)}`;
    expect(events).toEqual([load(0), load(2), 'step 0', load(4), 'step 2', 'step 4']);
  });

  test('plans ahead, and anew from what a saver learnt, whose plan is the one executed', async () => {
    const executed: unknown[] = [];
    const learning = asPlugin('saver', 'learning', {
      initial: () => 0.5,
      plan: (_, learnt) => ({ plan: { rateOf: learnt }, state: learnt }),
      after: ({ step }) => step,
    } satisfies TrainingSaver<number>);
    const options = await optionsFor({ savers: [learning], length: { steps: 4 } });
    const backend = withSteps(options.backend, async (session, step) => {
      executed.push(step.plan.rateOf);
      return session.train(step);
    });
    await train({ ...options, backend });
    expect(executed).toEqual([0.5, 0, 1, 2]);
  });

  test('a plan from an outdated state that fails does not end the training', async () => {
    let failed = 0;
    const learning = asPlugin('saver', 'learning', {
      initial: () => 0,
      plan({ step }, learnt) {
        if (step !== learnt) {
          failed++;
          throw new Error('outdated');
        }
        return { plan: {}, state: learnt };
      },
      after: ({ step }) => step + 1,
    } satisfies TrainingSaver<number>);
    const { executed } = await train(
      await optionsFor({ savers: [learning], length: { steps: 3 } }),
    );
    expect([executed, failed]).toEqual([3, 2]);
  });

  test('a batch that cannot be loaded ends the training with its own error, after the step before', async () => {
    const options = await optionsFor();
    const bad = new PicojouleError({ code: 'DATA_DAMAGED', message: 'bad', next: 'none' });
    let reads = 0;
    const dataset: OpenDataset = {
      ...options.dataset,
      read: async (...call) => {
        if (reads++ === 3) throw bad;
        return options.dataset.read(...call);
      },
    };
    const seen: number[] = [];
    const progress = { ...silent, update: (_: string, step: number) => seen.push(step) };
    await expect(train({ ...options, dataset, progress })).rejects.toBe(bad);
    expect(seen).toEqual([1, 2, 3]);
  });

  test('with savers that save nothing equals plain training, bit for bit', async () => {
    const nothing = asPlugin('saver', 'nothing', {
      initial: () => null,
      plan: () => ({ plan: {}, state: null }),
    } satisfies TrainingSaver);
    const plain = await train(await optionsFor());
    const saved = await train(await optionsFor({ savers: [nothing, nothing] }));
    expect(saved.graph.parameters).toEqual(plain.graph.parameters);
  });

  test.each([1, 4, 6, 12])(
    'stopped at step %i and resumed equals one never stopped',
    async (at) => {
      const untouched = memoryStore();
      const plain = await train(await optionsFor({ savers: [everyOther], store: untouched }));
      const store = memoryStore();
      let steps = 0;
      // Asked once before every step.
      const signal = {
        get aborted() {
          return steps++ === at;
        },
      } as AbortSignal;
      const stopped = train(await optionsFor({ savers: [everyOther], store, signal }));
      if (at < 12) await expect(stopped).rejects.toMatchObject({ code: 'RUN_INTERRUPTED' });
      else await stopped;
      const resumed = await train(await optionsFor({ savers: [everyOther], store }));
      expect(resumed.graph.parameters).toEqual(plain.graph.parameters);
      expect(totalMacs(resumed.ledger)).toEqual(totalMacs(plain.ledger));
      expect([resumed.scheduled, resumed.executed]).toEqual([plain.scheduled, plain.executed]);
      expect(plain.history.map(({ step }) => step)).toEqual([4, 8, 12]);
      expect(resumed.history).toEqual(plain.history);
      expect(store.metrics).toEqual(untouched.metrics);
    },
  );

  test('replaces what savers finish, in their order, once the schedule is over', async () => {
    const scaling = (factor: number) =>
      asPlugin('saver', `times-${factor}`, {
        initial: () => null,
        plan: () => ({ plan: {}, state: null }),
        finish: ({ parameters }) => {
          const { shape, values } = (parameters as Tensors)['fc.weight']!;
          return {
            'fc.weight': tensor(
              shape,
              Array.from(values, (value) => factor * value + 1),
            ),
          };
        },
      } satisfies TrainingSaver);
    const plain = await train(await optionsFor());
    const finished = await train(await optionsFor({ savers: [scaling(2), scaling(4)] }));
    const { 'fc.weight': before, ...others } = plain.graph.parameters as Tensors;
    const { 'fc.weight': after, ...same } = finished.graph.parameters as Tensors;
    expect(same).toEqual(others);
    after!.values.forEach((value, i) => {
      expect(value).toBeCloseTo(4 * (2 * before!.values[i]! + 1) + 1, 5);
    });
    expect(finished.ledger).toEqual(plain.ledger);
  });

  test('hands out the mean of the weights where plans average, dropped steps among them', async () => {
    const averaging = asPlugin('saver', 'averaging', {
      initial: () => null,
      plan: ({ step }) => ({
        plan: [5, 8, 11].includes(step) ? { average: { statisticsBatches: 2 } } : {},
        state: null,
      }),
    } satisfies TrainingSaver);
    const options = await optionsFor({ savers: [everyOther] });
    const { backend } = options;
    const seen: Tensors[] = [];
    const watched = withSteps(backend, async (session, step) => {
      const result = await session.train(step);
      seen.push(await session.readTensors());
      return result;
    });
    await train({ ...options, backend: watched });
    // Steps 0, 2, 4 ... run; the weights after 5 are those after 4.
    const entered = [4, 8, 10].map((step) => seen[step / 2]!);
    const averaged = await train({ ...options, savers: [averaging, everyOther] });
    for (const [name, { values }] of Object.entries(averaged.graph.parameters as Tensors)) {
      values.forEach((value: number, i: number) => {
        const mean = entered.reduce((sum, one) => sum + one[name]!.values[i]!, 0) / 3;
        expect(value, name).toBeCloseTo(mean, 6);
      });
    }
    const other = await train({ ...options, savers: [everyOther, averaging] });
    expect(other.graph.parameters).toEqual(averaged.graph.parameters);

    const store = memoryStore();
    let asked = 0;
    const signal = {
      get aborted() {
        return asked++ === 9;
      },
    } as AbortSignal;
    const stopping = { ...options, savers: [averaging, everyOther], store };
    await expect(train({ ...stopping, signal })).rejects.toMatchObject({ code: 'RUN_INTERRUPTED' });
    const resumed = await train(stopping);
    expect(resumed.graph.parameters).toEqual(averaged.graph.parameters);
  });

  test('hands each saver its own state back', async () => {
    const seen: unknown[] = [];
    const counting = (name: string) =>
      asPlugin('saver', name, {
        initial: () => 0,
        plan: (_, state: number) => ({ plan: {}, state: state + 1 }),
        after: (_, __, state: number) => {
          seen.push([name, state]);
          return state * 10;
        },
      } satisfies TrainingSaver<number>);
    await train(await optionsFor({ savers: [counting('a'), counting('b')], length: { steps: 2 } }));
    expect(seen).toEqual([
      ['a', 1],
      ['b', 1],
      ['a', 11],
      ['b', 11],
    ]);
  });

  test('takes the learning rate of the step that a plan names', async () => {
    const holding = asPlugin('saver', 'holding', {
      initial: () => null,
      plan: ({ step }) => ({ plan: step >= 6 ? { rateOf: 6 } : {}, state: null }),
    } satisfies TrainingSaver);
    const options = await optionsFor({ savers: [holding], warmUp: 0 });
    const { backend } = options;
    const rates: number[] = [];
    const watched = withSteps(backend, async (session, step) => {
      rates.push(step.learningRate);
      return session.train(step);
    });
    await train({ ...options, backend: watched });
    const cosine = (step: number) => 0.05 * (1 + Math.cos((Math.PI * step) / 12));
    rates.forEach((rate, step) => {
      expect(rate).toBeCloseTo(cosine(Math.min(step, 6)), 12);
    });
    expect(rates).toHaveLength(12);
  });

  test('gives each saver the same random numbers in any order, and none those of another', async () => {
    const drawn = async (...names: string[]) => {
      const seen: Record<string, number[]> = {};
      const drawing = (name: string, label: string) =>
        asPlugin('saver', name, {
          initial: () => null,
          plan: ({ random }) => {
            seen[label] = [...(seen[label] ?? []), random.integer(1e9)];
            return { plan: {}, state: null };
          },
        } satisfies TrainingSaver);
      const savers = names.map((name, i) =>
        drawing(name, names.indexOf(name) === i ? name : `${name}2`),
      );
      await train(await optionsFor({ savers, length: { steps: 3 } }));
      return seen;
    };
    const one = await drawn('a', 'b', 'a');
    expect(await drawn('b', 'a', 'a')).toEqual(one);
    expect(new Set(Object.values(one).flat()).size).toBe(9);
  });

  test('names the saver and the hook that failed', async () => {
    const broken = asPlugin('saver', 'broken', {
      initial: () => null,
      plan: () => {
        throw new TypeError('x is not a function');
      },
    } satisfies TrainingSaver);
    const error = await train(await optionsFor({ savers: [broken] })).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(PicojouleError);
    expect(error).toMatchObject({ code: 'PLUGIN_FAILED', cause: expect.any(TypeError) });
    expect((error as Error).message).toMatch(/"broken" failed in plan/);
  });

  test('stops when the loss is not a number', async () => {
    const options = await optionsFor({ learningRate: 1e30 });
    await expect(train(options)).rejects.toMatchObject({ code: 'TRAIN_DIVERGED' });
  });
});
