import { definePlugin, type TrainingSaver } from '@picojoule/spec';
import * as v from 'valibot';
import { forLayers, outputLayers } from './output-layers.ts';

/** signSGD in float32: weights move by the learning rate, against the sign of their gradient. */
export const signSgd = definePlugin({
  kind: 'saver',
  name: 'sign-sgd',
  summary: 'Updates by the sign of the float32 gradient.',
  references: [
    {
      title:
        'Bernstein, Wang, Azizzadenesheli, Anandkumar: signSGD: Compressed Optimisation for Non-Convex Problems, ICML 2018',
      url: 'https://arxiv.org/abs/1802.04434',
    },
  ],
  options: v.strictObject({
    /** The convolutions of the network, as `psg` does, or every parameter. */
    layers: v.optional(v.picklist(['convolutions', 'all']), 'convolutions'),
  }),
  create: ({ layers }): TrainingSaver<null> => ({
    initial: () => null,
    plan({ graph }) {
      const update =
        layers === 'all'
          ? { '*': 'sign' as const }
          : forLayers(outputLayers(graph).convolutions, 'sign' as const);
      return { plan: { update }, state: null };
    },
  }),
});
