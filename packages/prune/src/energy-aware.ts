import {
  definePlugin,
  type EnergyEstimate,
  type Graph,
  type PruningContext,
  type PruningStrategy,
} from '@picojoule/spec';
import * as v from 'valibot';
import { layerSamples } from './layer/layer-samples.ts';
import {
  type PrunableLayer,
  prunableLayers,
  readWeights,
  writeWeights,
} from './layer/prunable-layer.ts';
import { pace, paceOptions } from './pace.ts';
import { leastSquares } from './steps/least-squares.ts';
import { countNonZero, removeByMagnitude } from './steps/remove-by-magnitude.ts';
import { restore } from './steps/restore.ts';

const share = (fallback: number) =>
  v.optional(v.pipe(v.number(), v.minValue(0), v.ltValue(1)), fallback);
const count = (fallback: number) =>
  v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), fallback);

const options = v.object({
  ...paceOptions,
  /** Step 1: highest energy first, and in proportion to energy; off: network order, equal parts. */
  orderByEnergy: v.optional(v.boolean(), true),
  /** Step 3. The share of the weights a layer keeps that is chosen by restoring; 0 switches it off. */
  restoredShare: share(0.15),
  /** Step 3: weights restored in one go. */
  restoredAtOnce: count(2),
  /** Step 3: rows of the layer's input matrix that it looks at. */
  restoreRows: count(256),
  /** Step 4. */
  leastSquares: v.optional(v.boolean(), true),
  /** Step 4: rows of the layer's input matrix. */
  sampleRows: count(1024),
  /** Step 4: ridge, relative to the mean of the Gram matrix's diagonal. */
  ridge: v.optional(v.pipe(v.number(), v.minValue(0)), 1e-3),
});

type Options = v.InferOutput<typeof options>;

/** Shares of a layer's remaining weights that an edit may remove. */
const RUNGS = [0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/**
 * Energy-aware pruning (CVPR17). Each edit visits the layers in the order of their modelled energy
 * (step 1), removes by magnitude more than wanted (2), restores what the output misses most (3) and
 * refits each filter by least squares (4); the driver fine-tunes globally (5).
 *
 * What the paper leaves open: how much each layer loses. Here an edit may lower the geometric mean of
 * the probability that the network gives to the right class of the probe images by the share `amount`
 * (before fine-tuning). The layers use this allowance up in their order, each in proportion to its
 * energy, and take the largest removal that stays within it; what one leaves is the next one's.
 */
export const energyAware = definePlugin({
  kind: 'pruning',
  name: 'energy-aware',
  summary: 'Prunes the layers that cost most energy first and hardest, and restores what matters.',
  references: [
    {
      title:
        'Yang, Chen, Sze: Designing Energy-Efficient Convolutional Neural Networks using Energy-Aware Pruning (CVPR 2017)',
      url: 'https://arxiv.org/abs/1611.05128',
    },
  ],
  options,
  create: (settings): PruningStrategy => ({
    async *prune(context) {
      const layers = prunableLayers(context.graph);
      const search = pace(settings, context.history);
      let { graph } = context;
      let edit = context.history.length;
      for (let amount = search.amount(); amount !== undefined; amount = search.amount()) {
        const edited = await visitLayers(graph, {
          layers,
          amount,
          edit: edit++,
          settings,
          context,
        });
        if (edited === graph) {
          search.told(false);
          continue;
        }
        const note = `allowance ${(100 * amount).toFixed(1)} %`;
        const verdict = yield { graph: edited, note };
        search.told(verdict.accepted);
        graph = verdict.graph;
      }
    },
  }),
});

interface Visit {
  readonly layers: readonly PrunableLayer[];
  readonly amount: number;
  readonly edit: number;
  readonly settings: Options;
  readonly context: PruningContext;
}

async function visitLayers(start: Graph, visit: Visit): Promise<Graph> {
  const { settings, context } = visit;
  const order = settings.orderByEnergy
    ? byEnergy(visit.layers, context.energy(start))
    : visit.layers.map((layer) => ({ layer, energy: 1 }));
  const total = order.reduce((sum, { energy }) => sum + energy, 0);
  const allowance = -Math.log(1 - visit.amount);
  let limit = (await context.evaluate(start)).loss;
  let graph = start;
  for (const { layer, energy } of order) {
    context.signal.throwIfAborted();
    limit += (allowance * energy) / total;
    graph = await pruneLayer(graph, layer, { ...visit, limit });
  }
  return graph;
}

/** Step 1. */
function byEnergy(layers: readonly PrunableLayer[], estimate: EnergyEstimate) {
  const energyOf = (name: string) =>
    estimate.layers.reduce((sum, { layer, total }) => (layer === name ? sum + total : sum), 0);
  return layers
    .map((layer) => ({ layer, energy: energyOf(layer.node.name) }))
    .sort((a, b) => b.energy - a.energy);
}

/** The largest removal, among the rungs, after which the loss of the probe images is within the limit. */
async function pruneLayer(
  graph: Graph,
  layer: PrunableLayer,
  { settings, context, edit, limit }: Visit & { readonly limit: number },
): Promise<Graph> {
  const original = readWeights(graph, layer);
  const remaining = countNonZero(original);
  const samples = await layerSamples(graph, layer, { settings, context, edit });
  const attempt = async (rung: number) => {
    const keep = Math.max(1, Math.round(remaining * (1 - RUNGS[rung]!)));
    const edited = writeWeights(graph, layer, pruneTo(original, keep, layer, samples, settings));
    return { edited, fits: (await context.evaluate(edited)).loss <= limit };
  };
  let best = graph;
  let [low, high] = [0, RUNGS.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const { edited, fits } = await attempt(middle);
    if (fits) [low, best] = [middle, edited];
    else high = middle - 1;
  }
  return best;
}

/** Steps 2 to 4 for one layer. */
function pruneTo(
  original: Float32Array,
  keep: number,
  layer: PrunableLayer,
  samples: Awaited<ReturnType<typeof layerSamples>>,
  settings: Options,
): Float32Array {
  const { filters } = layer;
  if (samples === undefined) return removeByMagnitude(original, keep);
  const certain = Math.max(1, Math.round(keep * (1 - settings.restoredShare)));
  const removed = removeByMagnitude(original, certain);
  const { inputs, grams } = samples;
  const atOnce = settings.restoredAtOnce;
  const kept =
    certain < keep ? restore(original, removed, { inputs, filters, keep, atOnce }) : removed;
  if (!settings.leastSquares) return kept;
  return leastSquares(original, kept, { grams, filters, ridge: settings.ridge });
}
