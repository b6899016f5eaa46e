import type { Runtime } from '@picojoule/onnxruntime';
import type { ExecutionBackend, Graph, Tensors } from '@picojoule/spec';
import { outputsMissing } from '../errors.ts';
import { randomInputs } from './random-inputs.ts';

/** Largest max|a - b| / max|b| between our outputs and those of ONNX Runtime. */
export const LIMIT = 1e-4;
/** That of a model in float16: each of its operators may round, by up to 2^-11. */
const HALF_LIMIT = 2 ** -8;

export interface OutputCheck {
  readonly what: string;
  readonly output: string;
  /** max|a - b| / max|b|. */
  readonly error: number;
  readonly ok: boolean;
  /** Whose values are in part NaN or infinite. */
  readonly notFinite: readonly string[];
}

export interface ModelCheck {
  readonly limit: number;
  /** Why the limit is wide, as a clause. */
  readonly reason?: string;
  readonly outputs: readonly OutputCheck[];
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
export async function checkModel(options: CheckOptions): Promise<ModelCheck> {
  const { graph, file, backend, batch, seed } = options;
  const { exportOnnx } = await import('@picojoule/onnx');
  const { inputs, wanted, isHalf } = await inRuntime(file, async (runtime) => {
    const { wholeInputs: whole, halfValues: half, run } = runtime;
    const drawn = randomInputs(graph, { batch, seed, whole, half });
    return { inputs: drawn, wanted: await run(drawn), isHalf: half.length > 0 };
  });
  const session = await backend.open(graph, { seed });
  let ours: Tensors;
  try {
    ours = (await session.run(inputs)).tensors;
  } finally {
    await session.close();
  }
  const exported = await inRuntime(exportOnnx(graph), ({ run }) => run(inputs));
  const limit = isHalf ? HALF_LIMIT : LIMIT;
  return {
    limit,
    ...(isHalf
      ? { reason: 'ONNX Runtime rounds values of this model to float16, ours stay float32' }
      : {}),
    outputs: [
      ...compare('backend against ONNX Runtime', 'backend', ours, wanted, limit),
      ...compare('exported again, in ONNX Runtime', 'export', exported, wanted, limit),
    ],
  };
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

function compare(
  what: string,
  whose: string,
  ours: Tensors,
  wanted: Tensors,
  limit: number,
): OutputCheck[] {
  return Object.entries(wanted).map(([output, { values }]) => {
    const own = ours[output];
    if (own === undefined) throw outputsMissing(what, output);
    const error = relativeError(own.values, values);
    const sides = { [whose]: own.values, 'ONNX Runtime': values };
    const notFinite = Object.keys(sides).filter((side) => !sides[side]!.every(Number.isFinite));
    return { what, output, error, ok: error <= limit, notFinite };
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
