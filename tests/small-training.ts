import { afterAll, beforeAll } from 'vitest';
import {
  silent,
  type TrainingResult,
  type TrainOptions,
  train,
} from '../packages/core/src/index.ts';
import { resnet } from '../packages/nets/src/index.ts';
import { createRandom, type OpenDataset, type Plugin } from '../packages/spec/src/index.ts';
import { fakeDataset } from '../packages/testkit/src/index.ts';
import { tfjsWasm } from '../packages/tfjs/src/index.ts';

export type Savers = readonly Plugin<'saver'>[];

export const graph = resnet({
  ...{ depth: 8, widths: [4, 6, 8], classes: 3, shape: [1, 8, 8], seed: 1 },
});
export const BATCH = 16;
export const STEPS = 14;

let dataset: OpenDataset;
beforeAll(async () => {
  dataset = await fakeDataset().open();
});
afterAll(() => dataset.close());

/** A few steps on wasm, whose runs are bit-equal; checkpoints after the fifth and the tenth. */
export const trained = (
  savers: Savers,
  change: Partial<TrainOptions> = {},
): Promise<TrainingResult> =>
  train({
    ...{ graph, dataset, savers, backend: tfjsWasm() },
    images: Uint32Array.from({ length: 200 }, (_, i) => i),
    length: { steps: STEPS },
    ...{ batchSize: BATCH, learningRate: 0.03, warmUp: 0, momentum: 0.9, weightDecay: 1e-4 },
    ...{ random: createRandom(1), seed: 1, part: 'net', checkpointEvery: 5, progress: silent },
    signal: new AbortController().signal,
    ...change,
  });

export const weightsOf = async (savers: Savers, change: Partial<TrainOptions> = {}) =>
  (await trained(savers, change)).graph.parameters;

/** A signal that aborts when it is asked for the n-th time: once before each step, and each batch of statistics. */
export const abortsAt = (n: number) => {
  let asked = 0;
  return {
    get aborted() {
      return asked++ === n;
    },
  } as AbortSignal;
};
