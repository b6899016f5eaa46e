import { definePlugin, type Precision, type TrainingSaver } from '@picojoule/spec';
import * as v from 'valibot';
import { bits } from './bits.ts';
import { forLayers, outputLayers } from './output-layers.ts';

/** Fixed-point training: layers with MACs compute in few bits, updates are those of plain training. */
export const fixedPoint = definePlugin({
  kind: 'saver',
  name: 'fixed-point',
  summary: 'Feature maps, weights and gradients of layers with MACs in few bits.',
  references: [
    {
      title:
        'Banner, Hubara, Hoffer, Soudry: Scalable Methods for 8-bit Training of Neural Networks, NeurIPS 2018',
      url: 'https://arxiv.org/abs/1805.11046',
    },
  ],
  options: v.strictObject({
    /** Bits of the feature maps that layers with MACs read. */
    activationBits: v.optional(bits, 8),
    /** Bits of their weights. */
    weightBits: v.optional(bits, 8),
    /** Bits of the gradients of their outputs. */
    gradientBits: v.optional(bits, 16),
  }),
  create({ activationBits, weightBits, gradientBits }): TrainingSaver<null> {
    const precision: Precision = {
      activation: activationBits,
      weight: weightBits,
      gradient: gradientBits,
    };
    return {
      initial: () => null,
      plan: ({ graph }) => ({
        plan: { precision: forLayers(outputLayers(graph).all, precision) },
        state: null,
      }),
    };
  },
});
