import { prune, removableShare, totalMacs } from '@picojoule/core';
import type { Graph, Plugin } from '@picojoule/spec';
import { type Bench, madeBy, once } from './bench.ts';
import { imagesOf } from './images-of.ts';
import { type PruningRecord, pruningRecord } from './results.ts';

export interface PruneStage {
  /** The trained network. */
  readonly dense: Graph;
  readonly strategy: Plugin<'pruning'>;
  /** Points. */
  readonly bound: number;
  /** Of the part in the run. */
  readonly name: string;
}

/** Prunes a network with one strategy under the bound. */
export async function pruneStage(
  bench: Bench,
  { dense, strategy, bound, name }: PruneStage,
): Promise<{ readonly graph: Graph; readonly record: PruningRecord }> {
  const { run, settings, dataset, sets, backend, progress, signal } = bench;
  const [model] = bench.models;
  const { batch, bits } = settings.energy;
  const images = imagesOf(model, batch);
  const file = `${name}.graph`;
  const record = await once(bench, name, pruningRecord, async () => {
    const result = await bench.timed(name, () =>
      prune({
        ...{ graph: dense, dataset, sets, backend, strategy, model, batch, bits, bound },
        ...{ store: run, progress, signal, seed: settings.seed },
        fineTune: settings.fineTune,
        // One stream for all strategies: they see the same images in the same order.
        random: bench.random.split('prune'),
        part: `${name}-search`,
      }),
    );
    await run.writeGraph(file, result.graph);
    const densities = await bench.densitiesOf(dense);
    const removable = removableShare(
      { dense, pruned: result.graph },
      { model, batch, bits, densities },
    );
    return {
      strategy: strategy.name,
      bound,
      denseAccuracy: result.denseAccuracy,
      accuracy: result.accuracy,
      heldOutImages: sets.heldOut.length,
      points: result.points.map((point) => ({ ...point, energy: point.energy / images })),
      removable: {
        dense: removable.dense / images,
        pruned: removable.pruned / images,
        empty: removable.empty / images,
        share: removable.share,
      },
      executedMacs: totalMacs(result.ledger).executed,
    };
  });
  return { graph: madeBy(bench, name, file, await run.readGraph(file)), record };
}
