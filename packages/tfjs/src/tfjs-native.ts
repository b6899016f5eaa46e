import { definePlugin } from '@picojoule/spec';
import * as v from 'valibot';
import { createBackend } from './backend.ts';
import { notInstalled } from './errors.ts';
import type { Kernels } from './kernels/kernels.ts';
import type { NativeBinding } from './kernels/native-binding.ts';
import { once } from './once.ts';
import { findNativeBinding } from './setup/find.ts';

/** Loads the binding once; each way to use it has one set of kernels for all sessions. */
export async function nativeBinding(): Promise<NativeBinding> {
  const found = findNativeBinding();
  if (found === undefined) throw notInstalled();
  const { loadNative } = await import('./setup/load.ts');
  const { tf, backendName } = loadNative(found.bindingPath);
  const backend = tf.engine().findBackend(backendName) as unknown as { binding: NativeBinding };
  return backend.binding;
}

/** One set of kernels for all sessions: the library has one context. */
export const nativeKernels = once(async (): Promise<Kernels> => {
  const binding = await nativeBinding();
  const { NativeKernels } = await import('./kernels/native.ts');
  return new NativeKernels(binding);
});

/**
 * TensorFlow's CPU kernels through tfjs-node's binding.
 *
 * @example
 * const session = await tfjsNative().open(graph, { seed: 1 });
 *
 * @throws PicojouleError `TFJS_NATIVE_MISSING` from `open` when `pj setup native` was not run.
 */
export const tfjsNative = definePlugin({
  kind: 'backend',
  name: 'tfjs-native',
  summary: "TensorFlow's CPU kernels through tfjs-node.",
  options: v.strictObject({}),
  create: () => createBackend('tfjs-native', { dtype: 'float32', bitExact: false }, nativeKernels),
});
