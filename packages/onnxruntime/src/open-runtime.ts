import type { Tensors } from '@picojoule/spec';
import type { InferenceSession } from 'onnxruntime-node';
import { fromOrt, isWhole, toOrt } from './convert.ts';
import { inputsWrong, modelRefused, runFailed, runtimeClosed, runtimeMissing } from './errors.ts';

export interface RuntimeOptions {
  /** CPU threads inside an operator; 1 by default, which gives the same bits on every run. */
  readonly threads?: number;
  /**
   * False computes the graph as it is written, without fusions and layout changes, and so without
   * the rounding that they bring. True by default.
   */
  readonly optimize?: boolean;
}

/** A model opened in ONNX Runtime on the CPU. Calls after `close` reject. */
export interface Runtime {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** The inputs that the model takes as integers; their float32 values must be whole. */
  readonly wholeInputs: readonly string[];
  /** The inputs and outputs of float16: results carry its rounding, up to 2^-11. */
  readonly halfValues: readonly string[];
  /** @throws PicojouleError `ORT_INPUTS`, `ORT_RUN`, `ORT_TYPE`, `ORT_CLOSED`. */
  run(inputs: Tensors): Promise<Tensors>;
  close(): Promise<void>;
}

/**
 * Opens an ONNX model in ONNX Runtime: the judge of what the importer, the exporter and our own
 * backends compute. The library is loaded by the first call, not by the import of this package.
 *
 * @throws PicojouleError `ORT_MISSING`, `ORT_MODEL`.
 */
export async function openRuntime(
  model: string | Uint8Array,
  { threads = 1, optimize = true }: RuntimeOptions = {},
): Promise<Runtime> {
  const ort = await loadLibrary();
  const where = typeof model === 'string' ? `"${model}"` : 'the model';
  const options: InferenceSession.SessionOptions = {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: optimize ? 'all' : 'disabled',
    // Errors reach the caller as exceptions; the library's own log would garble the terminal.
    logSeverityLevel: 4,
  };
  let session: InferenceSession | undefined;
  try {
    session = await (typeof model === 'string'
      ? ort.InferenceSession.create(model, options)
      : ort.InferenceSession.create(model, options));
  } catch (cause) {
    throw modelRefused(where, cause);
  }
  const inputs = [...session.inputNames];
  const outputs = [...session.outputNames];
  const types = new Map(
    [...session.inputMetadata, ...session.outputMetadata].map((value) => [
      value.name,
      value.isTensor ? value.type : 'no tensor',
    ]),
  );
  return {
    inputs,
    outputs,
    wholeInputs: inputs.filter((name) => isWhole(types.get(name)!)),
    halfValues: [...types.keys()].filter((name) => types.get(name) === 'float16'),
    async run(tensors) {
      if (session === undefined) throw runtimeClosed(where);
      const missing = inputs.filter((name) => !Object.hasOwn(tensors, name));
      const unknown = Object.keys(tensors).filter((name) => !inputs.includes(name));
      if (missing.length + unknown.length > 0) throw inputsWrong(where, missing, unknown);
      const feeds = Object.fromEntries(
        Object.entries(tensors).map(([name, tensor]) => [
          name,
          toOrt(ort.Tensor, tensor, types.get(name)),
        ]),
      );
      let results: InferenceSession.ReturnType;
      try {
        results = await session.run(feeds);
      } catch (cause) {
        throw runFailed(where, cause);
      }
      return Object.fromEntries(
        Object.entries(results).map(([name, result]) => [name, fromOrt(name, result)]),
      );
    },
    async close() {
      const open = session;
      session = undefined;
      await open?.release();
    },
  };
}

async function loadLibrary(): Promise<typeof import('onnxruntime-node')> {
  try {
    return await import('onnxruntime-node');
  } catch (cause) {
    throw runtimeMissing(cause);
  }
}
