import { definePlugin } from '@picojoule/spec';
import * as v from 'valibot';
import { createBackend } from './backend.ts';
import type { Kernels } from './kernels/kernels.ts';
import { once } from './once.ts';
import { nativeBinding } from './tfjs-native.ts';

/** One set of kernels for all sessions. */
export const nativeBf16Kernels = once(async (): Promise<Kernels> => {
  const binding = await nativeBinding();
  const { NativeBf16Kernels } = await import('./kernels/native-bf16.ts');
  return new NativeBf16Kernels(binding);
});

/**
 * TensorFlow's CPU kernels in bfloat16, with weights, their gradients and batch statistics in float32.
 * Fast on processors with bfloat16 products (AVX-512 bf16, AMX); others emulate them, slower than float32.
 *
 * @example
 * const session = await tfjsNativeBf16().open(graph, { seed: 1 });
 *
 * @throws PicojouleError `TFJS_NATIVE_MISSING` from `open` when `pj setup native` was not run.
 */
export const tfjsNativeBf16 = definePlugin({
  kind: 'backend',
  name: 'tfjs-native-bf16',
  summary: "TensorFlow's CPU kernels in bfloat16, weights in float32.",
  options: v.strictObject({}),
  create: () =>
    createBackend('tfjs-native-bf16', { dtype: 'bfloat16', bitExact: false }, nativeBf16Kernels),
});
