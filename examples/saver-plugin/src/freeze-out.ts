import { definePlugin, type Graph, type TrainingSaver } from '@picojoule/spec';
import * as v from 'valibot';

/** Nodes with parameters, first to last. */
const layersOf = ({ nodes, parameters }: Graph): readonly string[] =>
  nodes
    .filter(({ inputs }) => inputs.some((name) => Object.hasOwn(parameters, name)))
    .map(({ name }) => name);

/** Layers stop learning one after the other, from the first on, evenly over the schedule. */
export const freezeOut = definePlugin({
  kind: 'saver',
  name: 'freeze-out',
  summary: 'Freezes layers, first to last, while the training goes on.',
  references: [
    {
      title:
        'Brock, Lim, Ritchie, Weston: FreezeOut: Accelerate Training by Progressively Freezing Layers, 2017',
      url: 'https://arxiv.org/abs/1706.04983',
      recalled: true,
    },
  ],
  options: v.strictObject({
    /** Share of the layers that are frozen when the schedule ends, 0 to below 1; 0 is plain training. */
    frozen: v.optional(v.pipe(v.number(), v.minValue(0), v.ltValue(1)), 0.5),
  }),
  create: ({ frozen }): TrainingSaver<null> => ({
    initial: () => null,
    plan({ graph, step, steps }) {
      const layers = layersOf(graph);
      const count = Math.floor((layers.length * frozen * (step + 1)) / steps);
      const update = layers.slice(0, count).map((name) => [name, 'frozen'] as const);
      return { plan: count === 0 ? {} : { update: Object.fromEntries(update) }, state: null };
    },
  }),
});
