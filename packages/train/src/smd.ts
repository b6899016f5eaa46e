import { definePlugin, type TrainingSaver } from '@picojoule/spec';
import * as v from 'valibot';

const factor = v.pipe(v.number(), v.finite());

/**
 * Stochastic mini-batch dropping: each mini-batch is skipped with a fixed probability, decided before
 * it is loaded. The schedule counts dropped steps. Nothing is updated in them: neither momentum nor
 * weight decay moves a weight.
 */
export const smd = definePlugin({
  kind: 'saver',
  name: 'smd',
  summary: 'Drops each mini-batch with a fixed probability before it is loaded.',
  references: [
    {
      title:
        'Wang et al.: E2-Train: Training State-of-the-art CNNs with Over 80% Energy Savings, NeurIPS 2019',
      url: 'https://arxiv.org/abs/1910.13349',
    },
    {
      title: 'Li, Yumer, Ramanan: Budgeted Training, ICLR 2020 (the fair control)',
      url: 'https://arxiv.org/abs/1905.04753',
      recalled: true,
    },
  ],
  options: v.strictObject({
    /** Probability that a mini-batch is dropped, below 1. */
    dropProbability: v.optional(v.pipe(factor, v.minValue(0), v.ltValue(1)), 0.5),
    /** Length of the schedule as a multiple of plain training's; 4/3 is the paper's second way to count. */
    stretch: v.optional(v.pipe(factor, v.gtValue(0)), 1),
  }),
  create: ({ dropProbability, stretch }): TrainingSaver<null> => ({
    stretch: (steps) => Math.max(1, Math.round(steps * stretch)),
    initial: () => null,
    plan: ({ random }) => ({
      plan: random.next() < dropProbability ? { drop: true } : {},
      state: null,
    }),
  }),
});
