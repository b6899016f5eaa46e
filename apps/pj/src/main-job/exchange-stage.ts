import { imageClassifier } from '@picojoule/core';
import { exportOnnx, importOnnx } from '@picojoule/onnx';
import { openRuntime } from '@picojoule/onnxruntime';
import type { Graph } from '@picojoule/spec';
import { LIMIT, relativeError } from '../check/check-model.ts';
import { type Bench, once } from './bench.ts';
import { outputsDiffer } from './errors.ts';
import { type CheckRecord, checkRecords } from './results.ts';

const IMAGES = 64;

/** Writes a network as ONNX, imports the file again and holds both against ONNX Runtime. */
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
