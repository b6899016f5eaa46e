import { imageClassifier } from '@picojoule/core';
import { exportOnnx, importOnnx } from '@picojoule/onnx';
import { openRuntime } from '@picojoule/onnxruntime';
import type { Graph } from '@picojoule/spec';
import { LIMIT, relativeError } from '../check/check-model.ts';
import { type Bench, once } from './bench.ts';
import { outputsDiffer } from './errors.ts';
import { isInteger } from './is-integer.ts';
import { type CheckRecord, checkRecords } from './results.ts';

const IMAGES = 64;

/**
 * Writes a network as ONNX, imports the file again and holds both against ONNX Runtime. A backend that
 * computes in few bits differs from it by what it rounds off: then the imported network is held against
 * the trained one, on the backend, and must be equal.
 */
export async function exchangeStage(
  bench: Bench,
  name: string,
  graph: Graph,
): Promise<readonly CheckRecord[]> {
  const file = `${name}.onnx`;
  return once(bench, `${name}-exchange`, checkRecords, async () => {
    const bytes = exportOnnx(graph);
    await bench.run.writeBytes(file, bytes);
    const imported = importOnnx((await bench.run.readBytes(file))!);
    const wanted = await outputsOfRuntime(bench, graph, bytes);
    if (isInteger(bench.backend)) {
      const [trained, again] = [
        await outputsOfBackend(bench, graph),
        await outputsOfBackend(bench, imported),
      ];
      const changed = relativeError(again, trained);
      const what = `${name}, exported and imported`;
      if (changed !== 0) throw outputsDiffer(what, changed, 0, 'those before');
      return [
        { what: `${name}, as trained, in few bits`, error: relativeError(trained, wanted) },
        { what: `${what}, against as trained`, error: changed, limit: 0 },
      ];
    }
    const checks: CheckRecord[] = [];
    for (const [what, network] of [
      [`${name}, as trained`, graph],
      [`${name}, exported and imported`, imported],
    ] as const) {
      const error = relativeError(await outputsOfBackend(bench, network), wanted);
      if (!(error <= LIMIT)) throw outputsDiffer(what, error, LIMIT);
      checks.push({ what, error, limit: LIMIT });
    }
    return checks;
  });
}

const someImages = ({ dataset, sets }: Bench) =>
  dataset.read('train', sets.samples.subarray(0, IMAGES));

async function outputsOfBackend(bench: Bench, graph: Graph) {
  const classifier = imageClassifier(graph, bench.dataset);
  const { images, labels } = await someImages(bench);
  const session = await bench.backend.open(graph, { seed: bench.settings.seed });
  try {
    const { tensors } = await session.run(classifier.feed(images, labels.length));
    return tensors[classifier.output]!.values;
  } finally {
    await session.close();
  }
}

async function outputsOfRuntime(bench: Bench, graph: Graph, bytes: Uint8Array) {
  const classifier = imageClassifier(graph, bench.dataset);
  const { images, labels } = await someImages(bench);
  const runtime = await openRuntime(bytes);
  try {
    const tensors = await runtime.run(classifier.feed(images, labels.length));
    return tensors[classifier.output]!.values;
  } finally {
    await runtime.close();
  }
}
