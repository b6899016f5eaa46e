import { openRuntime, type RuntimeOptions } from '@picojoule/onnxruntime';
import type { Tensors } from '@picojoule/spec';

/** What ONNX Runtime computes; by default the graph as it is written, without fusions. */
export async function inRuntime(
  model: Uint8Array,
  inputs: Tensors,
  options: RuntimeOptions = { optimize: false },
): Promise<Tensors> {
  const runtime = await openRuntime(model, options);
  try {
    return await runtime.run(inputs);
  } finally {
    await runtime.close();
  }
}
