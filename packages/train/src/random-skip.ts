import { definePlugin } from '@picojoule/spec';
import * as v from 'valibot';
import { orderedBlocks } from './ordered-blocks.ts';
import { skippingSaver } from './skipping/skipping-saver.ts';

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const belowOne = v.pipe(share, v.ltValue(1));

/**
 * Each image skips each block with a fixed probability, whatever it shows: what gates that learn must beat
 * at their own shares. After training each branch is multiplied by the probability that it ran.
 */
export const randomSkip = definePlugin({
  kind: 'saver',
  name: 'random-skip',
  summary: 'Skips residual blocks at random, image by image, at given shares.',
  references: [
    {
      title:
        'Wang et al.: E2-Train: Training State-of-the-art CNNs with Over 80% Energy Savings, NeurIPS 2019',
      url: 'https://arxiv.org/abs/1910.13349',
    },
  ],
  options: v.strictObject({
    /** Share of the images that skip a block: below 1 of all blocks but the first, or by block up to 1. */
    skipRatio: v.optional(v.union([belowOne, v.record(v.string(), share)]), 0.4),
  }),
  create: ({ skipRatio }) =>
    skippingSaver((graph) => {
      const byBlock =
        typeof skipRatio === 'number'
          ? orderedBlocks(graph)
              .slice(1)
              .map(({ name }) => [name, skipRatio] as const)
          : Object.entries(skipRatio);
      return new Map(byBlock.map(([block, share]) => [block, 1 - share]));
    }, 'image'),
});
