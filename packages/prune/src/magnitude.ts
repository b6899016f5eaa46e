import { definePlugin, type Graph, type PruningStrategy } from '@picojoule/spec';
import * as v from 'valibot';
import {
  type PrunableLayer,
  prunableLayers,
  readWeights,
  writeWeights,
} from './layer/prunable-layer.ts';
import { paceOptions, search } from './pace.ts';
import { countNonZero, removeByMagnitude } from './steps/remove-by-magnitude.ts';

const options = v.strictObject(paceOptions);

/**
 * Pruning by magnitude with a threshold per layer (HAN15): what is smaller than `factor` times the
 * standard deviation of the layer's remaining weights goes; each edit takes the one factor for all
 * layers that removes the share `amount` of the network's remaining weights.
 */
export const magnitude = definePlugin({
  kind: 'pruning',
  name: 'magnitude',
  summary: 'Removes the smallest weights, with a threshold per layer.',
  references: [
    {
      title:
        'Han, Pool, Tran, Dally: Learning both Weights and Connections for Efficient Neural Networks (NIPS 2015)',
      url: 'https://arxiv.org/abs/1506.02626',
    },
  ],
  options,
  create: (settings): PruningStrategy => ({
    prune(context) {
      const layers = prunableLayers(context.graph);
      return search(context, settings, async (graph, amount) => ({
        graph: removeShare(graph, layers, amount),
        note: `${percent(amount)} of the weights removed`,
      }));
    },
  }),
});

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

/** Removes a share of all remaining weights, by thresholds `factor x deviation` of each layer. */
export function removeShare(graph: Graph, layers: readonly PrunableLayer[], share: number): Graph {
  const weights = layers.map((layer) => readWeights(graph, layer));
  // A weight falls when the factor passes |w| / deviation: the share is a quantile of these ratios.
  const deviations = weights.map(deviationOf);
  const ratios = weights.flatMap((values, layer) =>
    [...values].filter((w) => w !== 0).map((w) => Math.abs(w) / deviations[layer]!),
  );
  const factor = ratios.toSorted((a, b) => a - b)[Math.round(share * ratios.length)] ?? Infinity;
  return layers.reduce((edited, layer, i) => {
    const threshold = factor * deviations[i]!;
    const kept = weights[i]!.map((w) => (Math.abs(w) < threshold ? 0 : w));
    // A layer never loses its last weight.
    const left = countNonZero(kept) > 0 ? kept : removeByMagnitude(weights[i]!, 1);
    return writeWeights(edited, layer, left);
  }, graph);
}

function deviationOf(weights: Float32Array): number {
  const kept = [...weights].filter((w) => w !== 0);
  const mean = kept.reduce((sum, w) => sum + w, 0) / kept.length;
  const variance = kept.reduce((sum, w) => sum + (w - mean) ** 2, 0) / kept.length;
  // One weight, or equal ones, deviate by nothing; their size takes its place.
  return Math.sqrt(variance) || Math.abs(mean) || 1;
}
