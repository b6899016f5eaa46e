import { evaluate, imageClassifier } from '@picojoule/core';
import { effectualMacs } from '@picojoule/energy';
import { countWeights, workloadsOf } from '@picojoule/graph';
import { openRuntime } from '@picojoule/onnxruntime';
import type { EnergyDataType, EnergyUnit, Graph, LayerEnergy, Session } from '@picojoule/spec';
import { type Bench, madeBy, once } from './bench.ts';
import { imagesOf } from './images-of.ts';
import { isInteger } from './is-integer.ts';
import { type LayerRecord, type NetworkRecord, networkRecord } from './results.ts';

/** Prices a network as it is, and judges its file on all test images in ONNX Runtime. */
export async function networkStage(
  bench: Bench,
  name: string,
  graph: Graph,
): Promise<NetworkRecord> {
  const file = `${name}.onnx`;
  const exported = madeBy(bench, `${name}-exchange`, file, await bench.run.readBytes(file));
  return once(bench, `${name}-network`, networkRecord, async () => {
    const { batch, bits } = bench.settings.energy;
    const densities = await bench.densitiesOf(graph);
    const workloads = workloadsOf(graph, { batch, bits, densities });
    const [first, ...others] = bench.models;
    const estimate = first.estimate(workloads);
    const images = imagesOf(first, batch);
    const oneImage = workloadsOf(graph, { batch: 1, bits, densities });
    const priced = (model: (typeof bench.models)[number]) =>
      [model.name, model.estimate(oneImage).total] as const;
    const weights = countWeights(graph);
    const accuracy = await bench.timed('test in ONNX Runtime', () =>
      testAccuracy(bench, graph, exported),
    );
    const onBackend = isInteger(bench.backend)
      ? {
          backendAccuracy: await bench.timed('test on the backend', () =>
            onTheBackend(bench, graph),
          ),
        }
      : {};
    const sum = (terms: readonly number[]) => terms.reduce((a, b) => a + b, 0);
    return {
      name,
      file,
      accuracy,
      ...onBackend,
      testImages: bench.dataset.info.size.test,
      nonZeroWeights: weights.nonZero,
      weights: weights.total,
      effectualMacs: sum(workloads.map(effectualMacs)) / batch,
      denseMacs: sum(workloads.map((w) => w.macs)) / batch,
      energy: estimate.total / images,
      layers: estimate.layers.map((layer) => layerRecord(layer, images)),
      unpriced: [...new Set(estimate.unpriced.map(({ layer }) => layer))],
      otherEnergies: Object.fromEntries(others.map(priced)),
    };
  });
}

function layerRecord({ layer, parts }: LayerEnergy<EnergyUnit>, images: number): LayerRecord {
  const energy: Record<EnergyDataType, number> = { ifmap: 0, ofmap: 0, weight: 0, computation: 0 };
  for (const part of parts) energy[part.dataType] += part.energy / images;
  return { layer, energy };
}

async function onTheBackend(bench: Bench, graph: Graph): Promise<number> {
  const { backend, settings, progress } = bench;
  const total = bench.dataset.info.size.test;
  const session = await backend.open(graph, { seed: settings.seed });
  let done = 0;
  const run: Session['run'] = async (inputs, options) => {
    const result = await session.run(inputs, options);
    done += Object.values(inputs)[0]!.shape[0]!;
    progress.update('test', done, total, `on ${backend.name}`);
    return result;
  };
  try {
    return await accuracyOf(bench, graph, { run });
  } finally {
    await session.close();
  }
}

async function testAccuracy(bench: Bench, graph: Graph, file: Uint8Array): Promise<number> {
  const runtime = await openRuntime(file);
  try {
    const session = {
      run: async (inputs: Parameters<typeof runtime.run>[0]) => ({
        tensors: await runtime.run(inputs),
        densities: {},
        ledger: [],
      }),
    };
    return await accuracyOf(bench, graph, session);
  } finally {
    await runtime.close();
  }
}

async function accuracyOf(
  { dataset, signal }: Bench,
  graph: Graph,
  session: Pick<Session, 'run'>,
): Promise<number> {
  const classifier = imageClassifier(graph, dataset);
  const indices = Uint32Array.from({ length: dataset.info.size.test }, (_, i) => i);
  return (await evaluate({ session, classifier, dataset, split: 'test', indices, signal }))
    .accuracy;
}
