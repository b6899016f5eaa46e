import { definePlugin, type TrainingSaver } from '@picojoule/spec';
import * as v from 'valibot';

const count = v.pipe(v.number(), v.integer(), v.minValue(1));

/**
 * Stochastic weight averaging: the mean of the weights at regular steps of the last part of the schedule
 * is handed out in place of the last ones, with running statistics of its own.
 */
export const swa = definePlugin({
  kind: 'saver',
  name: 'swa',
  summary: 'Hands out the mean of the weights over the last part of the schedule.',
  references: [
    {
      title:
        'Izmailov, Podoprikhin, Garipov, Vetrov, Wilson: Averaging Weights Leads to Wider Optima and Better Generalization, UAI 2018',
      url: 'https://arxiv.org/abs/1803.05407',
    },
  ],
  options: v.strictObject({
    /** Share of the schedule after which averaging begins; 1 never begins. */
    start: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), 0.75),
    /** Steps from one averaged state to the next. */
    period: v.optional(count, 10),
    /** Whether the learning rate stays from there on what it was, instead of following the schedule. */
    hold: v.optional(v.boolean(), true),
    /** Batches that the running statistics of the mean are taken from. */
    statisticsBatches: v.optional(count, 20),
  }),
  create({ start, period, hold, statisticsBatches }): TrainingSaver<null> {
    const average = { statisticsBatches };
    return {
      initial: () => null,
      plan({ step, steps }) {
        const first = Math.floor(start * steps);
        if (step < first) return { plan: {}, state: null };
        // Counted back from the end, so that the last weights are among the averaged.
        const averages = (steps - 1 - step) % period === 0;
        const plan = { ...(hold && { rateOf: first }), ...(averages && { average }) };
        return { plan, state: null };
      },
    };
  },
});
