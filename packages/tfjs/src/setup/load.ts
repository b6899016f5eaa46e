import { createRequire } from 'node:module';
import type * as Core from '@tensorflow/tfjs-core';
import { bindingNotLoaded, moreThreads, otherBindingLoaded } from './errors.ts';
import { type Env, thisMachine } from './machine.ts';
import { shimNodeUtil } from './node-shims.ts';

const require = createRequire(import.meta.url);

/** The name under which the native backend is registered; tfjs-node's kernels insist on it. */
export const NATIVE_BACKEND = 'tensorflow';

const THREADS = ['TF_NUM_INTRAOP_THREADS', 'TF_NUM_INTEROP_THREADS'] as const;

// Above the wasm backend (2) and the plain JavaScript one (1), as tfjs-node itself has it.
const priority = 3;

export interface NativeRuntime {
  /** The instance of tfjs-core on which the backend and its kernels are registered. */
  readonly tf: typeof Core;
  readonly backendName: typeof NATIVE_BACKEND;
  /** For instance `2.21.0`. */
  readonly tensorflowVersion: string;
  readonly bindingPath: string;
}

let loaded: NativeRuntime | undefined;

/**
 * Loads a binding that {@link findNativeBinding} found, and registers the native backend with its
 * kernels on `@tensorflow/tfjs-core`: the same instance that `import '@tensorflow/tfjs-core'`
 * gives under Node.js. The backend is not made the current one: call
 * `await tf.setBackend(NATIVE_BACKEND)`. A second call gives the same runtime.
 *
 * tfjs-node's index is never loaded: it only accepts a binding inside its own folder.
 * @param oneThread Whether the library, which reads its number of threads once, must have one.
 * @throws PicojouleError `TFJS_BINDING_LOAD` when the binding cannot be loaded, `TFJS_BINDING_TWICE`
 * when another binding was loaded before, and `TFJS_THREADS` when it was loaded with more threads.
 */
export function loadNative(
  bindingPath: string,
  oneThread = false,
  env: Env = thisMachine().env,
): NativeRuntime {
  if (loaded === undefined && oneThread) for (const name of THREADS) env[name] = '1';
  if (oneThread && THREADS.some((name) => env[name] !== '1')) throw moreThreads();
  if (loaded !== undefined) {
    if (loaded.bindingPath === bindingPath) return loaded;
    throw otherBindingLoaded(loaded.bindingPath, bindingPath);
  }
  // Read by the library when it is loaded; otherwise it prints a banner on standard error.
  env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  // A thread that waits for a convolution computes its share: there is one wake-up less in each.
  env.TF_ONEDNN_THREADPOOL_USE_CALLER_THREAD ??= '1';
  // Threads of our kernels look for work so often, some 400 microseconds, before they sleep.
  env.GOMP_SPINCOUNT ??= '20000';
  shimNodeUtil();
  try {
    const binding = require(bindingPath);
    const tf: typeof Core = require('@tensorflow/tfjs-core');
    const { NodeJSKernelBackend } = require('@tensorflow/tfjs-node/dist/nodejs_kernel_backend.js');
    require('@tensorflow/tfjs-node/dist/register_all_kernels.js');
    const create = () => new NodeJSKernelBackend(binding, '@tensorflow/tfjs-node');
    tf.registerBackend(NATIVE_BACKEND, create, priority);
    const tensorflowVersion: string = binding.TF_Version;
    loaded = { tf, backendName: NATIVE_BACKEND, tensorflowVersion, bindingPath };
    return loaded;
  } catch (cause) {
    throw bindingNotLoaded(bindingPath, cause);
  }
}
