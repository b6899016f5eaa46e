import { definePlugin } from '@picojoule/spec';
import { createBackend } from './backend.ts';
import type { Kernels } from './kernels/kernels.ts';
import { once } from './once.ts';
import { nativeBinding, nativeOptions } from './tfjs-native.ts';

/** One set of kernels for all sessions. */
const kernels = once(async (): Promise<Kernels> => {
  const binding = await nativeBinding(false);
  const { NativeBf16Kernels } = await import('./kernels/native-bf16.ts');
  return new NativeBf16Kernels(binding);
});

export async function nativeBf16Kernels(oneThread = false): Promise<Kernels> {
  await nativeBinding(oneThread);
  return kernels();
}

/**
 * TensorFlow's CPU kernels in bfloat16, with weights, their gradients and batch statistics in float32.
 * Fast on processors with bfloat16 products (AVX-512 bf16, AMX); others emulate them, slower than float32.
 *
 * @example
 * const session = await tfjsNativeBf16().open(graph, { seed: 1 });
 *
 * @throws PicojouleError from `open`, as `tfjsNative`.
 */
export const tfjsNativeBf16 = definePlugin({
  kind: 'backend',
  name: 'tfjs-native-bf16',
  summary: "TensorFlow's CPU kernels in bfloat16, weights in float32.",
  options: nativeOptions,
  create: ({ deterministic }) =>
    createBackend('tfjs-native-bf16', { dtype: 'bfloat16', bitExact: deterministic }, () =>
      nativeBf16Kernels(deterministic),
    ),
});
