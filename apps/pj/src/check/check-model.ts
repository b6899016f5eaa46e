import type { Runtime } from '@picojoule/onnxruntime';
import type { ExecutionBackend, Graph, Tensors } from '@picojoule/spec';
import { outputsMissing } from '../errors.ts';
import { randomInputs } from './random-inputs.ts';

/** Largest max|a - b| / max|b| of an output. */
export const LIMIT = 1e-4;

export interface OutputCheck {
  readonly what: string;
  readonly output: string;
  /** max|a - b| / max|b|. */
  readonly error: number;
  readonly ok: boolean;
}

export interface CheckOptions {
  readonly graph: Graph;
  /** The model's own file: ONNX Runtime judges by it. */
  readonly file: string | Uint8Array;
  readonly backend: ExecutionBackend;
  readonly batch: number;
  readonly seed: number;
}

/**
 * Compares our backend with ONNX Runtime on seeded random inputs, and ONNX Runtime on what we export
 * with ONNX Runtime on the model's own file.
 */
export async function checkModel(options: CheckOptions): Promise<readonly OutputCheck[]> {
  const { graph, file, backend, batch, seed } = options;
  const { exportOnnx } = await import('@picojoule/onnx');
  const { inputs, wanted } = await inRuntime(file, async ({ wholeInputs, run }) => {
    const drawn = randomInputs(graph, batch, seed, wholeInputs);
    return { inputs: drawn, wanted: await run(drawn) };
  });
  const session = await backend.open(graph, { seed });
  let ours: Tensors;
  try {
    ours = (await session.run(inputs)).tensors;
  } finally {
    await session.close();
  }
  const exported = await inRuntime(exportOnnx(graph), ({ run }) => run(inputs));
  return [
    ...compare('backend against ONNX Runtime', ours, wanted),
    ...compare('exported again, in ONNX Runtime', exported, wanted),
  ];
}

async function inRuntime<T>(
  file: string | Uint8Array,
  work: (runtime: Runtime) => Promise<T>,
): Promise<T> {
  const { openRuntime } = await import('@picojoule/onnxruntime');
  const runtime = await openRuntime(file);
  try {
    return await work(runtime);
  } finally {
    await runtime.close();
  }
}

function compare(what: string, ours: Tensors, wanted: Tensors): OutputCheck[] {
  return Object.entries(wanted).map(([output, { values }]) => {
    const own = ours[output];
    if (own === undefined) throw outputsMissing(what, output);
    const error = relativeError(own.values, values);
    return { what, output, error, ok: error <= LIMIT };
  });
}

/** max|a - b| / max|b|; NaN where sizes differ or a value is no number. */
export function relativeError(ours: ArrayLike<number>, wanted: ArrayLike<number>): number {
  if (ours.length !== wanted.length) return Number.NaN;
  let [difference, size] = [0, 0];
  for (let i = 0; i < wanted.length; i++) {
    const apart = Math.abs(ours[i]! - wanted[i]!);
    if (Number.isNaN(apart)) return Number.NaN;
    difference = Math.max(difference, apart);
    size = Math.max(size, Math.abs(wanted[i]!));
  }
  return size === 0 ? difference : difference / size;
}
