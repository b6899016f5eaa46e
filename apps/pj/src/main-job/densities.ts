import { measureDensities } from '@picojoule/core';
import { exportOnnx } from '@picojoule/onnx';
import { openRuntime } from '@picojoule/onnxruntime';
import type { Graph, RunResult, Session } from '@picojoule/spec';
import type { Bench } from './bench.ts';
import { isInteger } from './is-integer.ts';

type Meter = Pick<Session, 'run' | 'close'>;

/**
 * Measures the densities of networks on a run's sample images, of each graph once. A backend of integers
 * does not keep all values of a network: there ONNX Runtime, which also judges it, makes them.
 */
export function densityMeter({
  backend,
  settings,
  dataset,
  sets,
}: Pick<Bench, 'backend' | 'settings' | 'dataset' | 'sets'>): Bench['densitiesOf'] {
  const measured = new WeakMap<Graph, ReturnType<Bench['densitiesOf']>>();
  const measure = async (graph: Graph) => {
    const session: Meter = isInteger(backend)
      ? await openInRuntime(graph)
      : await backend.open(graph, { seed: settings.seed });
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

/** A network in ONNX Runtime whose values are all outputs. */
async function openInRuntime(graph: Graph): Promise<Meter> {
  const outputs = graph.nodes.flatMap((node) => node.outputs);
  const runtime = await openRuntime(exportOnnx({ ...graph, outputs }));
  return {
    async run(inputs, { densities: names = [] } = {}): Promise<RunResult> {
      const tensors = { ...inputs, ...(await runtime.run(inputs)) };
      const densities = names.map(
        (name) => [name, shareOfNonZeros(tensors[name]!.values)] as const,
      );
      return { tensors, densities: Object.fromEntries(densities), ledger: [] };
    },
    close: () => runtime.close(),
  };
}

function shareOfNonZeros(values: ArrayLike<number>): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (values[i] !== 0) count++;
  return count / values.length;
}
