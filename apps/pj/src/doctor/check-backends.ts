import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { reasonOf } from '../errors.ts';
import type { Finding, Surroundings } from './checks.ts';

export async function checkNative({ cache }: Surroundings): Promise<Finding> {
  const next = 'Run `pj setup native`; without it the wasm backend is used, which is slower.';
  try {
    const { findNativeBinding } = await import('@picojoule/tfjs');
    const binding = findNativeBinding({ cacheDir: cache });
    if (binding === undefined) return { ok: false, found: 'not set up', next };
    const { bindingPath, tensorflow, from } = binding;
    const found = `TensorFlow ${tensorflow ?? 'of unknown version'} (${from}), ${bindingPath}`;
    return { ok: true, found, runsNetworks: true };
  } catch (error) {
    return { ok: false, found: reasonOf(error), next };
  }
}

/** Whether the processor multiplies in bfloat16: without, the backend works, but slower than float32. */
export async function checkBfloat16(surroundings: Surroundings): Promise<Finding> {
  const native = await checkNative(surroundings);
  if (!native.ok) return { ok: false, found: 'needs tfjs-native', ...nextOf(native) };
  const products = bfloat16Products();
  if (products === undefined) return { ok: true, found: 'works; its speed here is unknown' };
  if (products.length > 0) return { ok: true, found: `the processor has ${products.join(', ')}` };
  return {
    ok: false,
    found: 'works, but slower than float32: the processor has no bfloat16 products',
    next: 'Use tfjs-native for speed.',
  };
}

const nextOf = ({ next }: Finding) => (next === undefined ? {} : { next });

/** The processor's instructions for bfloat16 products, as Linux names them; undefined elsewhere. */
function bfloat16Products(): string[] | undefined {
  try {
    const words = new Set(readFileSync('/proc/cpuinfo', 'utf8').split(/\s+/));
    return ['amx_bf16', 'avx512_bf16', 'bf16'].filter((name) => words.has(name));
  } catch {
    return undefined;
  }
}

export async function checkWasm(): Promise<Finding> {
  try {
    // The backend's package is a dependency of ours at one remove.
    const tfjs = createRequire(import.meta.resolve('@picojoule/tfjs'));
    tfjs.resolve('@tensorflow/tfjs-backend-wasm');
    return 'WebAssembly' in globalThis
      ? { ok: true, found: 'installed', runsNetworks: true }
      : { ok: false, found: 'no WebAssembly', next: 'Start Node.js without --jitless.' };
  } catch (error) {
    return { ok: false, found: reasonOf(error), next: 'Run `npm install` again.' };
  }
}

export async function checkOnnxRuntime(): Promise<Finding> {
  try {
    const onnxruntime = createRequire(import.meta.resolve('@picojoule/onnxruntime'));
    const { version } = onnxruntime('onnxruntime-node/package.json') as { version: string };
    onnxruntime('onnxruntime-node');
    return { ok: true, found: `onnxruntime-node ${version} loads` };
  } catch (error) {
    const next = 'Models cannot be checked against it; see whether this platform has a binary.';
    return { ok: false, found: reasonOf(error), next };
  }
}
