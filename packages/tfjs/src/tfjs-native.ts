import { definePlugin } from '@picojoule/spec';
import * as v from 'valibot';
import { createBackend } from './backend.ts';
import { notInstalled } from './errors.ts';
import type { Kernels } from './kernels/kernels.ts';
import type { NativeBinding } from './kernels/native-binding.ts';
import { once } from './once.ts';
import { findNativeBinding } from './setup/find.ts';

/** Loads the binding once; each way to use it has one set of kernels for all sessions. */
export async function nativeBinding(oneThread: boolean): Promise<NativeBinding> {
  const found = findNativeBinding();
  if (found === undefined) throw notInstalled();
  const { loadNative } = await import('./setup/load.ts');
  const { tf, backendName } = loadNative(found.bindingPath, oneThread);
  const backend = tf.engine().findBackend(backendName) as unknown as { binding: NativeBinding };
  return backend.binding;
}

/** One set of kernels for all sessions: the library has one context. */
const kernels = once(async (): Promise<Kernels> => {
  const binding = await nativeBinding(false);
  const { NativeKernels } = await import('./kernels/native.ts');
  return new NativeKernels(binding);
});

export async function nativeKernels(oneThread = false): Promise<Kernels> {
  await nativeBinding(oneThread);
  return kernels();
}

export const nativeOptions = v.strictObject({
  /** One thread, and so one order of sums: the same bits in every run on the same processor. */
  deterministic: v.optional(v.boolean(), false),
});

/**
 * TensorFlow's CPU kernels through tfjs-node's binding.
 *
 * @example
 * const session = await tfjsNative().open(graph, { seed: 1 });
 *
 * @throws PicojouleError from `open`: `TFJS_NATIVE_MISSING` when `pj setup native` was not run,
 * `TFJS_THREADS` when it must be deterministic and the library already has several threads.
 */
export const tfjsNative = definePlugin({
  kind: 'backend',
  name: 'tfjs-native',
  summary: "TensorFlow's CPU kernels through tfjs-node.",
  options: nativeOptions,
  create: ({ deterministic }) =>
    createBackend('tfjs-native', { dtype: 'float32', bitExact: deterministic }, () =>
      nativeKernels(deterministic),
    ),
});
