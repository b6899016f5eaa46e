import { measureDensities } from '@picojoule/core';
import type { Graph } from '@picojoule/spec';
import type { Bench } from './bench.ts';

/** Measures the densities of networks on a run's sample images, of each graph once. */
export function densityMeter({
  backend,
  settings,
  dataset,
  sets,
}: Pick<Bench, 'backend' | 'settings' | 'dataset' | 'sets'>): Bench['densitiesOf'] {
  const measured = new WeakMap<Graph, ReturnType<Bench['densitiesOf']>>();
  const measure = async (graph: Graph) => {
    const session = await backend.open(graph, { seed: settings.seed });
    try {
      return await measureDensities(graph, { session, dataset, indices: sets.samples });
    } finally {
      await session.close();
    }
  };
  return (graph) => {
    const densities = measured.get(graph) ?? measure(graph);
    measured.set(graph, densities);
    return densities;
  };
}
