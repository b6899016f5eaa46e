import { definePlugin, type StepInfo } from '@picojoule/spec';
import * as v from 'valibot';

/**
 * A training saver: drops every n-th mini-batch. A saver returns data, never kernels; replace `plan`
 * by what your method decides before a batch is loaded.
 */
export const myPlugin = definePlugin({
  kind: 'saver',
  name: 'my-plugin',
  summary: 'Drops every n-th mini-batch.',
  references: [],
  options: v.strictObject({
    /** 4 drops every fourth; 0 drops none. */
    every: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 4),
  }),
  create: ({ every }) => ({
    // How many batches were dropped: kept in the run folder, so that a resumed run goes on from it.
    initial: () => ({ dropped: 0 }),
    plan({ step }: StepInfo, state: { readonly dropped: number }) {
      const drop = every > 0 && step % every === every - 1;
      return drop ? { plan: { drop }, state: { dropped: state.dropped + 1 } } : { plan: {}, state };
    },
  }),
});
