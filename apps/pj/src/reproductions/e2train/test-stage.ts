import { evaluate, imageClassifier } from '@picojoule/core';
import * as v from 'valibot';
import { type Bench, madeBy, once } from '../../main-job/bench.ts';

const record = v.object({ accuracy: v.number() });

/** Share of all test images that the network of an arm gets right. Called when nothing is left to choose. */
export async function testStage(bench: Bench, part: string): Promise<number> {
  const { run, dataset, backend, settings, signal } = bench;
  const file = `${part}.graph`;
  const { accuracy } = await once(bench, `${part}-test`, record, async () => {
    const graph = madeBy(bench, part, file, await run.readGraph(file));
    const session = await backend.open(graph, { seed: settings.seed });
    try {
      const classifier = imageClassifier(graph, dataset);
      const indices = Uint32Array.from({ length: dataset.info.size.test }, (_, i) => i);
      const what = { session, classifier, dataset, split: 'test', indices, signal } as const;
      return { accuracy: (await evaluate(what)).accuracy };
    } finally {
      await session.close();
    }
  });
  return accuracy;
}
