import type { Json, StepInfo, StepPlan, TrainingSaver } from '@picojoule/spec';
import { test } from 'vitest';
import { lawProofs } from '../law-proofs.ts';
import { type SaverSubject, trainingSaverLaws } from './training-saver.ts';

/** Skips a block's images while a count that it keeps in its state grows; all parts are there. */
const saver = (change: Partial<TrainingSaver> = {}, share = 0.5): TrainingSaver => ({
  stretch: (steps) => steps,
  prepare: (graph) => graph,
  initial: () => 0,
  plan: ({ random, batchSize }, state) => ({
    plan: {
      blocks: {
        block1: Array.from({ length: batchSize }, (_, i) => i).filter(() => random.next() >= share),
      },
      update: { '*': 'sgd' },
    },
    state: Number(state) + 1,
  }),
  after: (_, { loss }, state) => Number(state) + loss,
  ...change,
});

const right = (): SaverSubject => ({ saver: saver(), off: saver({}, 0) });
const changed = (change: Partial<TrainingSaver>) => (): SaverSubject => ({ saver: saver(change) });
const planning = (plan: (info: StepInfo) => StepPlan) =>
  changed({ plan: (info, state) => ({ plan: plan(info), state }) });

const broken: Record<string, () => SaverSubject> = {
  'plan is a function of its arguments, which stay as they are': () => {
    let calls = 0;
    return planning(() => ({ drop: calls++ % 2 === 0 }))();
  },
  'the state survives JSON': changed({ initial: () => Number.NaN }),
  'a training that goes on from a stored state plans as if never stopped': () => {
    let hidden = 0;
    return changed({
      initial: () => 0,
      plan: (_, state) => ({ plan: { drop: hidden > 3 }, state }),
      after: (_, __, state): Json => {
        hidden++;
        return state;
      },
    })();
  },
  'a schedule has a whole number of steps, at least one, and more for more': changed({
    stretch: (steps) => (steps * 4) / 3,
  }),
  'a dropped step plans nothing else': planning(() => ({ drop: true, update: { fc: 'frozen' } })),
  'plans name what is there: blocks, nodes, images of the batch, widths': planning(() => ({
    blocks: { block1: [0, 8] },
  })),
  'prepare leaves its graph as it is, and inputs, outputs and trained weights in place': changed({
    prepare: (graph) => ({ ...graph, outputs: ['pool.out'] }),
  }),
  'with its saving set to nothing it equals plain training': () => ({
    saver: saver(),
    off: saver({}, 0.01),
  }),
};

for (const { name, check } of lawProofs(trainingSaverLaws, right, broken)) test(name, check);
