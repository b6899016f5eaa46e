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
import { paceOptions, search } from './pace.ts';
import { leastSquares } from './steps/least-squares.ts';
import { outputError } from './steps/output-error.ts';
import { countNonZero, removeByMagnitude } from './steps/remove-by-magnitude.ts';
import { restore } from './steps/restore.ts';

const share = (fallback: number) =>
  v.optional(v.pipe(v.number(), v.minValue(0), v.ltValue(1)), fallback);
const count = (fallback: number) =>
  v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), fallback);

const options = v.object({
  ...paceOptions,
  /** Step 1: off, the layers keep the order of the network and are priced by their number of weights. */
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
  ridge: v.optional(v.pipe(v.number(), v.minValue(0)), 0.1),
});

type Options = v.InferOutput<typeof options>;

/** Shares of a layer's remaining weights whose removal is tried, to learn what it costs. */
const RUNGS = [0.2, 0.4, 0.6, 0.8];

/**
 * Energy-aware pruning (CVPR17). Each edit visits the layers in the order of their modelled energy
 * (step 1), removes by magnitude more than wanted (2), restores what the output misses most (3) and
 * refits each filter by least squares (4); the driver fine-tunes globally (5).
 *
 * What the paper leaves open is how much each layer loses. Here an edit removes the share `amount` of
 * the energy that weights still cause, as far as the largest removal tried in each layer shows it,
 * divided among the layers so that their outputs for the sample images move least: the relative squared
 * error of each layer's outputs, after steps 2 to 4, summed over the layers.
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
  const before = cost(start);
  const curves: Rung[][] = [];
  for (const layer of layers) {
    curves.push(await costOfRemoval(start, layer, { ...visit, cost, before }));
  }
  // What all weights cost, as far as each layer's last rung shows it.
  const ofWeights = curves.reduce((sum, rungs) => {
    const { saved, share } = rungs.at(-1)!;
    return sum + Math.max(0, saved / share);
  }, 0);
  const shares = allot(curves, amount * ofWeights);
  let graph = start;
  for (const layer of inOrder(start, visit)) {
    const share = shares[layers.indexOf(layer)]!;
    if (share > 0) graph = await pruneLayer(graph, layer, share, visit);
  }
  return graph;
}

/** Step 1: highest energy first. */
function inOrder(graph: Graph, { layers, settings, context }: Visit) {
  if (!settings.orderByEnergy) return layers;
  const estimate = context.energy(graph);
  const energyOf = ({ node }: PrunableLayer) =>
    estimate.layers.reduce((sum, { layer, total }) => (layer === node.name ? sum + total : sum), 0);
  return layers.toSorted((a, b) => energyOf(b) - energyOf(a));
}

/** What each rung saves when one layer loses it, and how far it moves the layer's outputs. */
async function costOfRemoval(
  graph: Graph,
  layer: PrunableLayer,
  { cost, before, ...visit }: Visit & { readonly cost: Cost; readonly before: number },
): Promise<Rung[]> {
  const { context, settings, edit } = visit;
  const original = readWeights(graph, layer);
  const samples = await layerSamples(graph, layer, { settings, context, edit });
  const grams = samples?.grams ?? identities(layer);
  const rungs: Rung[] = [];
  for (const share of RUNGS) {
    context.signal.throwIfAborted();
    const pruned = pruneTo(original, kept(original, share), layer, samples, settings);
    const saved = before - cost(writeWeights(graph, layer, pruned));
    const loss = outputError(original, pruned, { grams, filters: layer.filters });
    rungs.push({ share, saved, loss });
  }
  return rungs;
}

async function pruneLayer(
  graph: Graph,
  layer: PrunableLayer,
  share: number,
  { context, settings, edit }: Visit,
): Promise<Graph> {
  const original = readWeights(graph, layer);
  const samples = await layerSamples(graph, layer, { settings, context, edit });
  const pruned = pruneTo(original, kept(original, share), layer, samples, settings);
  return writeWeights(graph, layer, pruned);
}

/** For a layer whose inputs cannot be sampled every input counts the same. */
const identities = ({ groups, inputs }: PrunableLayer) =>
  Array.from({ length: groups }, () =>
    Float64Array.from({ length: inputs * inputs }, (_, i) => (i % (inputs + 1) === 0 ? 1 : 0)),
  );

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
