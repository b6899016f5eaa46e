import {
  definePlugin,
  type Precision,
  type PredictedSign,
  type TrainingSaver,
} from '@picojoule/spec';
import * as v from 'valibot';
import { bits } from './bits.ts';
import { forLayers, outputLayers } from './output-layers.ts';

/**
 * Predictive sign gradient descent: every layer computes in few bits, and convolutions move by the signs
 * of their weight gradients, most of which a product of the most significant bits predicts.
 */
export const psg = definePlugin({
  kind: 'saver',
  name: 'psg',
  summary: 'Few bits; convolutions updated by signs that most significant bits predict.',
  references: [
    {
      title:
        'Wang et al.: E2-Train: Training State-of-the-art CNNs with Over 80% Energy Savings, NeurIPS 2019',
      url: 'https://arxiv.org/abs/1910.13349',
    },
  ],
  options: v.strictObject({
    /** Bits of the feature maps that layers with MACs read. */
    activationBits: v.optional(bits, 8),
    /** Bits of their weights. */
    weightBits: v.optional(bits, 8),
    /** Bits of the gradients of their outputs. */
    gradientBits: v.optional(bits, 16),
    /** Bits of the feature maps that the predictor multiplies; as many as the layer has predict exactly. */
    predictorActivationBits: v.optional(bits, 4),
    /** Bits of the output gradients that it multiplies. */
    predictorGradientBits: v.optional(bits, 10),
    /** A prediction counts from this share of the layer's largest on. */
    beta: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), 0.05),
    /** Steps from one that also bounds the wrong signs to the next; 0 for none. */
    boundEvery: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
  }),
  create(options): TrainingSaver<null> {
    const { activationBits, weightBits, gradientBits, beta, boundEvery } = options;
    const precision: Precision = {
      activation: activationBits,
      weight: weightBits,
      gradient: gradientBits,
    };
    const prediction: PredictedSign = {
      kind: 'predicted-sign',
      activationBits: options.predictorActivationBits,
      gradientBits: options.predictorGradientBits,
      beta,
    };
    return {
      initial: () => null,
      plan({ graph, step }) {
        const { all, convolutions } = outputLayers(graph);
        const bounded = boundEvery > 0 && step % boundEvery === 0;
        const rule = bounded ? { ...prediction, bounded } : prediction;
        const plan = {
          precision: forLayers(all, precision),
          gradientRule: forLayers(convolutions, rule),
          update: forLayers(convolutions, 'sign' as const),
        };
        return { plan, state: null };
      },
    };
  },
});
