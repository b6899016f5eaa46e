import type { Graph, OpenDataset, Session } from '@picojoule/spec';
import { imageClassifier } from './data/image-classifier.ts';

/**
 * Measures the share of non-zeros of every value of a network on real images; not of those inside gated
 * blocks, which are made for some images of a batch only.
 *
 * @param session The network, opened on a backend.
 * @param indices Training images.
 */
export async function measureDensities(
  graph: Graph,
  {
    session,
    dataset,
    indices,
  }: { session: Pick<Session, 'run'>; dataset: OpenDataset; indices: ArrayLike<number> },
): Promise<Readonly<Record<string, number>>> {
  const classifier = imageClassifier(graph, dataset);
  const gated = new Set(graph.blocks.flatMap(({ gate, branch }) => (gate ? branch : [])));
  const shown = graph.nodes.filter(({ name }) => !gated.has(name));
  const names = [classifier.input, ...shown.flatMap(({ outputs }) => outputs)];
  const sums: Record<string, number> = Object.fromEntries(names.map((name) => [name, 0]));
  const all = Uint32Array.from(indices);
  const size = classifier.batch ?? all.length;
  for (let first = 0; first < all.length; first += size) {
    const { images, labels } = await dataset.read('train', all.subarray(first, first + size));
    const inputs = classifier.feed(images, labels.length);
    const { densities } = await session.run(inputs, { densities: names });
    for (const name of names) sums[name]! += densities[name]! * labels.length;
  }
  return Object.fromEntries(names.map((name) => [name, sums[name]! / all.length]));
}
