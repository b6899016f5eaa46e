import {
  createRandom,
  type Graph,
  type LedgerRow,
  type Session,
  type Tensor,
  tensor,
} from '@picojoule/spec';
import { expect, test } from 'vitest';
import { takeStatistics } from './take-statistics.ts';
import { averageIn, noAverage } from './weight-average.ts';

test('the mean of weights is that of all states that entered', () => {
  const random = createRandom(1);
  const states = Array.from({ length: 20 }, () => [random.normal(), 1e3 + random.normal()]);
  const { count, means } = states.reduce(
    (average, values) => averageIn(average, { w: tensor([2], values) }),
    noAverage,
  );
  expect(count).toBe(20);
  for (const at of [0, 1]) {
    const mean = states.reduce((sum, values) => sum + values[at]!, 0) / states.length;
    expect(means.w!.values[at]).toBeCloseTo(mean, 3);
  }
});

const norm = (name: string, momentum: number) =>
  ({
    name,
    op: 'BatchNormalization',
    inputs: ['x', 'scale', 'bias', `${name}.mean`, `${name}.variance`],
    outputs: [name],
    attributes: { epsilon: 1e-5, momentum },
  }) as const;
const graph: Graph = {
  ...{ name: 'norms', inputs: [], outputs: [], parameters: {}, masks: {}, blocks: [] },
  nodes: [norm('always', 0.9), norm('sometimes', 0.5), norm('never', 1)],
};
const row = (pass: LedgerRow['pass']): LedgerRow => ({
  ...{ step: 7, node: 'conv', op: 'Conv', pass, samples: 4, dtype: 'float32' },
  bits: { input: 8, weight: 8, output: 32 },
  macs: { executed: 10, nominal: 10, emulated: 10 },
});

/** Blends statistics of batches as the contract of batch normalisation says; some batches skip a layer. */
function fakeSession(batches: readonly (readonly [number, number | undefined])[]) {
  const values: Record<string, Tensor> = Object.fromEntries(
    ['always', 'sometimes', 'never'].flatMap((name) => [
      [`${name}.mean`, tensor([1], [100])],
      [`${name}.variance`, tensor([1], [50])],
    ]),
  );
  const blend = (name: string, momentum: number, batch: number | undefined) => {
    if (batch === undefined) return;
    for (const part of ['mean', 'variance']) {
      const old = values[`${name}.${part}`]!.values[0]!;
      const seen = part === 'mean' ? batch : batch ** 2;
      values[`${name}.${part}`] = tensor([1], [momentum * old + (1 - momentum) * seen]);
    }
  };
  const asked: unknown[] = [];
  const session: Pick<Session, 'train' | 'readTensors' | 'writeTensors'> = {
    async train({ plan, learningRate, step }) {
      asked.push({ plan, learningRate });
      const [always, sometimes] = batches[step]!;
      blend('always', 0.9, always);
      blend('sometimes', 0.5, sometimes);
      return { loss: 0, correct: 0, ledger: [row('forward'), row('gate')] };
    },
    readTensors: async (names = []) =>
      Object.fromEntries(names.map((name) => [name, values[name]!])),
    async writeTensors(tensors) {
      Object.assign(values, tensors);
    },
  };
  return { session, values, asked };
}

test('running statistics become their means over the batches, whatever they were', async () => {
  const batches = [
    [1, 8],
    [4, undefined],
    [2, 2],
    [5, undefined],
  ] as const;
  const { session, values, asked } = fakeSession(batches);
  const precision = { conv: { activation: 8, weight: 8, gradient: 16 } };
  const rows = await takeStatistics({
    session,
    graph,
    statistics: { batches: 4, precision },
    batch: async (n) => ({ inputs: {}, labels: new Int32Array(4), step: n }),
  });
  const found = (name: string) => values[name]!.values[0];
  expect(found('always.mean')).toBeCloseTo((1 + 4 + 2 + 5) / 4, 3);
  expect(found('always.variance')).toBeCloseTo((1 + 16 + 4 + 25) / 4, 3);
  // Where it was skipped it counts as the mean of the batches before.
  expect(found('sometimes.mean')).toBeCloseTo((((8 + 8 + 2) / 3) * 3 + 6) / 4, 3);
  expect(found('never.mean')).toBe(100);
  expect(asked).toEqual(
    batches.map(() => ({ learningRate: 0, plan: { update: { '*': 'frozen' }, precision } })),
  );
  expect(rows).toEqual([
    {
      ...row('statistics'),
      samples: 32,
      executions: 8,
      macs: { executed: 80, nominal: 80, emulated: 80 },
    },
  ]);
});

test('a network without batch norm needs no pass', async () => {
  const { session, asked } = fakeSession([]);
  const batch = async () => ({ inputs: {}, labels: new Int32Array(), step: 0 });
  const statistics = { batches: 4 };
  expect(
    await takeStatistics({ session, graph: { ...graph, nodes: [] }, statistics, batch }),
  ).toEqual([]);
  expect(asked).toEqual([]);
});
