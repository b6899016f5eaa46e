import {
  definePlugin,
  type Graph,
  isPlugin,
  type Plugin,
  type TrainingSaver,
} from '@picojoule/spec';
import * as v from 'valibot';
import { addGates } from './gates/add-gates.ts';
import { blockCosts } from './gates/block-costs.ts';
import { NEUTRAL, observe, type Steering } from './gates/steering.ts';

const number = v.pipe(v.number(), v.finite());
const energyModel = v.custom<Plugin<'energy'>>(
  (value) => isPlugin(value, 'energy'),
  'Expected an energy model',
);

/**
 * Input-dependent selective layer update: a small recurrent network decides for each image and residual
 * block, from what the block before it made, whether the image runs the block. Skipped images do no
 * work in it, forward or backward. The first block always runs.
 *
 * A term of the loss makes gates dearer or cheaper: `u mean(c p)` over the gated blocks, with c the
 * block's cost relative to the others', p its gate's mean probability, and the pressure u of a
 * controller that holds the share of skipped (image, block) pairs at `skipRatio`.
 */
export const slu = definePlugin({
  kind: 'saver',
  name: 'slu',
  summary: 'Learns which images skip which residual blocks, and holds the share that does.',
  references: [
    {
      title:
        'Wang et al.: E2-Train: Training State-of-the-art CNNs with Over 80% Energy Savings, NeurIPS 2019',
      url: 'https://arxiv.org/abs/1910.13349',
    },
    {
      title: 'Wang et al.: SkipNet: Learning Dynamic Routing in Convolutional Networks, ECCV 2018',
      url: 'https://arxiv.org/abs/1711.09485',
      recalled: true,
    },
  ],
  options: v.strictObject({
    /** Share of the gated (image, block) pairs to skip, below 1; 0 adds no gates: plain training. */
    skipRatio: v.optional(v.pipe(number, v.minValue(0), v.ltValue(1)), 0.4),
    /**
     * The most that running a gated block of mean price adds to the loss, or takes from it, in nats, while gates are at
     * their target.
     */
    costWeight: v.optional(v.pipe(number, v.minValue(0)), 1.5),
    /** Prices the blocks against each other; the MACs of a training step when absent. */
    energy: v.optional(energyModel),
    /** Of the gates' first weights. */
    seed: v.optional(v.pipe(v.number(), v.integer()), 0),
  }),
  create: ({ skipRatio, costWeight, energy, seed }): TrainingSaver<Steering> => {
    const keep = 1 - skipRatio;
    const costs = new WeakMap<Graph, ReadonlyMap<string, number>>();
    return {
      prepare: (graph) => (skipRatio === 0 ? graph : addGates(graph, { keep, seed })),
      initial: () => NEUTRAL,
      plan({ graph, batchSize }, state) {
        const known = costs.get(graph) ?? blockCosts(graph, batchSize, energy);
        costs.set(graph, known);
        if (known.size === 0) return { plan: {}, state };
        const weight = state.pressure / known.size;
        const gateCost = [...known].map(([block, cost]) => [block, weight * cost] as const);
        return { plan: { gateCost: Object.fromEntries(gateCost) }, state };
      },
      after({ learningRate }, { gates = {} }, state) {
        const probabilities = Object.values(gates).map(({ probability }) => probability);
        if (probabilities.length === 0) return state;
        const most = costWeight * probabilities.length;
        return observe(state, { probabilities, target: keep, learningRate, most });
      },
    };
  },
});
