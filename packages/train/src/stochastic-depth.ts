import { definePlugin } from '@picojoule/spec';
import * as v from 'valibot';
import { orderedBlocks } from './ordered-blocks.ts';
import { skippingSaver } from './skipping/skipping-saver.ts';

/**
 * Stochastic depth: block l of L runs with the probability `1 - l / L (1 - survivalProbability)`, for the
 * whole batch or for none of it. After training each branch is multiplied by its probability.
 */
export const stochasticDepth = definePlugin({
  kind: 'saver',
  name: 'stochastic-depth',
  summary: 'Skips residual blocks at random, deeper ones more often.',
  references: [
    {
      title: 'Huang, Sun, Liu, Sedra, Weinberger: Deep Networks with Stochastic Depth, ECCV 2016',
      url: 'https://arxiv.org/abs/1603.09382',
      recalled: true,
    },
  ],
  options: v.strictObject({
    /** Of the last block, above 0; 1 skips nothing. */
    survivalProbability: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(1)), 0.5),
    /** One draw for the whole batch, as published, or one for each image. */
    per: v.optional(v.picklist(['batch', 'image']), 'batch'),
  }),
  create: ({ survivalProbability, per }) =>
    skippingSaver((graph) => {
      const blocks = orderedBlocks(graph);
      const decay = (1 - survivalProbability) / blocks.length;
      return new Map(blocks.map(({ name }, i) => [name, 1 - (i + 1) * decay]));
    }, per),
});
