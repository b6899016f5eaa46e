import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { definePlugin } from '@picojoule/spec';
import * as v from 'valibot';
import { createBackend } from './backend.ts';
import { wasmFailed } from './errors.ts';
import type { Kernels } from './kernels/kernels.ts';
import type { WasmBackend } from './kernels/wasm.ts';
import { once } from './once.ts';
import { shimNodeUtil } from './setup/node-shims.ts';

const require = createRequire(import.meta.url);
const NAME = 'wasm';
/** Its kernels fail on a tensor of 2 GiB, and its memory ends at 4 GiB. */
const LARGEST_MEMORY = 2 ** 31;

/** One set of kernels for all sessions: the module has one memory. */
export const wasmKernels = once(async (): Promise<Kernels> => {
  shimNodeUtil();
  const tf: typeof import('@tensorflow/tfjs-core') = require('@tensorflow/tfjs-core');
  const wasm: typeof import('@tensorflow/tfjs-backend-wasm') = require('@tensorflow/tfjs-backend-wasm');
  const { WasmKernels } = await import('./kernels/wasm.ts');
  // The files lie in the package: nothing is fetched.
  wasm.setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`);
  const before = tf.engine().backendName;
  if (!(await tf.setBackend(NAME))) throw new Error('the wasm backend of tfjs did not start');
  const backend = tf.backend() as WasmBackend;
  if (before !== undefined && before !== null && before !== NAME) await tf.setBackend(before);
  return new WasmKernels(backend, (name, inputs, attributes) => {
    const kernel = tf.getKernel(name, NAME);
    if (kernel === undefined || kernel === null) throw new Error(`no wasm kernel ${name}`);
    try {
      return kernel.kernelFunc({
        inputs: inputs as never,
        attrs: attributes as never,
        backend,
      }) as import('@tensorflow/tfjs-core').TensorInfo;
    } catch (error) {
      // Class of WebAssembly, which has no types without those of browsers.
      const isTrap = error instanceof Error && error.name === 'RuntimeError';
      throw isTrap ? wasmFailed(name, error) : error;
    }
  });
});

/**
 * tfjs' WebAssembly kernels (SIMD, one thread): needs nothing installed, and gives the same bits on
 * every machine.
 *
 * @example
 * const session = await tfjsWasm().open(graph, { seed: 1 });
 */
export const tfjsWasm = definePlugin({
  kind: 'backend',
  name: 'tfjs-wasm',
  summary: "tfjs' WebAssembly kernels; nothing to install, bit-exact.",
  options: v.strictObject({}),
  create: () =>
    createBackend(
      'tfjs-wasm',
      { dtype: 'float32', bitExact: true, largestMemory: LARGEST_MEMORY },
      wasmKernels,
    ),
});
