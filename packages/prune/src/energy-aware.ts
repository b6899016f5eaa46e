import { countWeights } from '@picojoule/graph';
import {
  definePlugin,
  type Graph,
  type PruningContext,
  type PruningStrategy,
} from '@picojoule/spec';
import * as v from 'valibot';
import { allot, type Rung } from './allot/allot.ts';
import { layerSamples } from './layer/layer-samples.ts';
import {
  type PrunableLayer,
  prunableLayers,
  readWeights,
  writeWeights,
} from './layer/prunable-layer.ts';
import { count, paceOptions, search } from './pace.ts';
import { leastSquares } from './steps/least-squares.ts';
import { quieten } from './steps/quieten.ts';
import { countNonZero, removeByMagnitude } from './steps/remove-by-magnitude.ts';
import { restore } from './steps/restore.ts';

const options = v.strictObject({
  ...paceOptions,
  /** Step 1: off, the layers keep the order of the network and are priced by their number of weights. */
  orderByEnergy: v.optional(v.boolean(), true),
  /** Step 3. The share of the weights a layer keeps that is chosen by restoring; 0 switches it off. */
  restoredShare: v.optional(v.pipe(v.number(), v.minValue(0), v.ltValue(1)), 0.15),
  /** Step 3: weights restored in one go. */
  restoredAtOnce: count(2),
  /** Step 3: rows of the layer's input matrix that it looks at. */
  restoreRows: count(256),
  /** Step 4. */
  leastSquares: v.optional(v.boolean(), true),
  /** Step 4: rows of the layer's input matrix. */
  sampleRows: count(1024),
  /** Step 4: ridge, relative to the mean of the Gram matrix's diagonal. */
  ridge: v.optional(v.pipe(v.number(), v.minValue(0)), 0.1),
  /** Beyond the paper: `quieten` by this many standard deviations times the edit's amount; 0 is off. */
  quiet: v.optional(v.pipe(v.number(), v.minValue(0)), 0.4),
});

type Options = v.InferOutput<typeof options>;

/** Shares of a layer's remaining weights whose removal is priced. */
const RUNGS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/** How strongly a layer's part of the energy counts in its loss (docs/decisions/0007). */
const PART = 0.75;

/**
 * Energy-aware pruning (CVPR17). Each edit visits the layers in the order of their modelled energy
 * (step 1), removes by magnitude more than wanted (2), restores what the output misses most (3) and
 * refits each filter by least squares (4); the driver fine-tunes globally (5).
 *
 * What the paper leaves open is how much each layer loses. Here an edit removes the share `amount` of
 * the energy that weights still cause, divided among the layers at the least loss: the share of the
 * layer's squared weights that go, times a power of the energy that its weights cause.
 *
 * Most of what is left then are feature maps, which no removal of weights makes cheaper: these are
 * quietened at the same pace. That is not in the paper; `quiet: 0` switches it off.
 */
export const energyAware = definePlugin({
  kind: 'pruning',
  name: 'energy-aware',
  summary: 'Prunes where it saves most energy for the least loss, and restores what matters.',
  references: [
    {
      title:
        'Yang, Chen, Sze: Designing Energy-Efficient Convolutional Neural Networks using Energy-Aware Pruning (CVPR 2017)',
      url: 'https://arxiv.org/abs/1611.05128',
    },
  ],
  options,
  create: (settings): PruningStrategy => ({
    prune(context) {
      const layers = prunableLayers(context.graph);
      const what = settings.orderByEnergy ? "of the weights' energy" : 'of the weights';
      return search(context, settings, async (start, amount, edit) => {
        const graph = await prunedBy(start, amount, { layers, edit, settings, context });
        if (graph === start) return undefined;
        return { graph, note: `${(100 * amount).toFixed(1)} % ${what} removed` };
      });
    },
  }),
});

interface Visit {
  readonly layers: readonly PrunableLayer[];
  readonly edit: number;
  readonly settings: Options;
  readonly context: PruningContext;
}

/** What a network costs: energy, or without step 1 its number of weights. */
type Cost = (graph: Graph) => number;

async function prunedBy(start: Graph, amount: number, visit: Visit): Promise<Graph> {
  const { layers, settings, context } = visit;
  const cost: Cost = settings.orderByEnergy
    ? (graph) => context.energy(graph).total
    : (graph) => countWeights(graph).nonZero;
  const curves = layers.map((layer) => costOfRemoval(start, layer, cost));
  const ofWeights = curves.reduce((sum, { caused }) => sum + caused, 0);
  const shares = allot(
    curves.map(({ rungs }) => rungs),
    amount * ofWeights,
  );
  let graph = start;
  for (const layer of inOrder(start, visit)) {
    const share = shares[layers.indexOf(layer)]!;
    if (share > 0) graph = await pruneLayer(graph, layer, share, visit);
  }
  return graph === start ? start : quieten(graph, settings.quiet * amount);
}

/** Step 1: highest energy first. */
function inOrder(graph: Graph, { layers, settings, context }: Visit) {
  if (!settings.orderByEnergy) return layers;
  const estimate = context.energy(graph);
  const energyOf = ({ node }: PrunableLayer) =>
    estimate.layers.reduce((sum, { layer, total }) => (layer === node.name ? sum + total : sum), 0);
  return layers.toSorted((a, b) => energyOf(b) - energyOf(a));
}

/** What the weights of one layer cost, and what removing shares of them saves and loses. */
function costOfRemoval(
  graph: Graph,
  layer: PrunableLayer,
  cost: Cost,
): { readonly caused: number; readonly rungs: readonly Rung[] } {
  const before = cost(graph);
  const savedBy = (weights: Float32Array) =>
    Math.max(0, before - cost(writeWeights(graph, layer, weights)));
  const original = readWeights(graph, layer);
  const caused = savedBy(new Float32Array(original.length));
  const rungs = RUNGS.map((share) => {
    const left = removeByMagnitude(original, kept(original, share));
    const lost = 1 - squared(left) / squared(original);
    return { share, saved: savedBy(left), loss: caused ** PART * lost };
  });
  return { caused, rungs };
}

const squared = (weights: Float32Array) => weights.reduce((sum, weight) => sum + weight ** 2, 0);

async function pruneLayer(
  graph: Graph,
  layer: PrunableLayer,
  share: number,
  { context, settings, edit }: Visit,
): Promise<Graph> {
  context.signal.throwIfAborted();
  const original = readWeights(graph, layer);
  const samples = await layerSamples(graph, layer, { settings, context, edit });
  const pruned = pruneTo(original, kept(original, share), layer, samples, settings);
  return writeWeights(graph, layer, pruned);
}

/** A layer never loses its last weight. */
const kept = (weights: Float32Array, share: number) =>
  Math.max(1, Math.round(countNonZero(weights) * (1 - share)));

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
