import type { Graph, TrainingSaver } from '@picojoule/spec';
import { drawBlocks, type Survival } from './draw-blocks.ts';
import { scaledBranches, scalingParameters } from './scale-branches.ts';

/** A saver that runs blocks with fixed probabilities, and scales them by these when it is done. */
export function skippingSaver(
  survivalOf: (graph: Graph) => Survival,
  per: 'batch' | 'image',
): TrainingSaver<null> {
  const known = new WeakMap<Graph, Survival>();
  const survivalIn = (graph: Graph): Survival => {
    const before = known.get(graph);
    if (before !== undefined) return before;
    const survival = survivalOf(graph);
    // What cannot be scaled in the end is refused before the first step.
    const skipped = graph.blocks.filter(({ name }) => (survival.get(name) ?? 1) < 1);
    for (const block of skipped) scalingParameters(graph, block);
    known.set(graph, survival);
    return survival;
  };
  return {
    initial: () => null,
    plan: (info) => ({ plan: drawBlocks(survivalIn(info.graph), per, info), state: null }),
    finish: (graph) => scaledBranches(graph, survivalOf(graph)),
  };
}
