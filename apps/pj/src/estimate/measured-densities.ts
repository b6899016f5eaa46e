import type { Graph } from '@picojoule/spec';
import type { Invocation } from '../command.ts';
import { demandMemory } from '../model/demand-memory.ts';
import { batchOf } from '../model/fixed-batch.ts';
import { chooseBackend } from '../plugins/choose-backend.ts';
import { resolvePlugin } from '../plugins/resolve-plugin.ts';

const IMAGES = 256;

/** The share of non-zeros of every value of a network, on the first training images of a dataset. */
export async function measuredDensities(
  graph: Graph,
  {
    data,
    backend: name,
    images,
  }: { data: string; backend: string | undefined; images: number | undefined },
  { directory, progress }: Pick<Invocation, 'directory' | 'progress'>,
) {
  const plugin = await resolvePlugin('dataset', data, directory);
  const backend = await chooseBackend({ name, directory, progress });
  const { measureDensities } = await import('@picojoule/core');
  const dataset = await plugin.open();
  try {
    const wanted = Math.min(images ?? IMAGES, dataset.info.size.train);
    const batch = batchOf(graph) ?? 1;
    // A model that fixes its batch runs whole batches alone.
    const count = Math.max(batch, wanted - (wanted % batch));
    demandMemory(graph, backend, { batch: count });
    const indices = Uint32Array.from({ length: count }, (_, i) => i);
    const session = await backend.open(graph, { seed: 0 });
    try {
      const densities = await measureDensities(graph, { session, dataset, indices });
      const title = dataset.info.title;
      const note = `Zeros of feature maps measured on ${count} training images of ${title}, on ${backend.name}.`;
      return { densities, note };
    } finally {
      await session.close();
    }
  } finally {
    await dataset.close();
  }
}
