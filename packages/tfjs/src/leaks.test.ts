import { createRandom, type StepPlan, tensor } from '@picojoule/spec';
import { smallGraph } from '@picojoule/testkit';
import { describe, expect, test } from 'vitest';
import { findNativeBinding } from './setup/find.ts';
import { nativeKernels, tfjsNative } from './tfjs-native.ts';
import { nativeBf16Kernels, tfjsNativeBf16 } from './tfjs-native-bf16.ts';
import { tfjsWasm, wasmKernels } from './tfjs-wasm.ts';

const STEPS = 1000;
const [BATCH, SHAPE] = [32, [2, 16, 16]] as const;
const IMAGE = 2 * 16 * 16;
/** Bytes if each step left one feature map behind: 64 MB. */
const LEAK = STEPS * BATCH * IMAGE * 4;
const plans: readonly StepPlan[] = [
  {},
  { blocks: { block1: [0, 3] } },
  { blocks: { block1: [] } },
  { update: { '*': 'frozen' } },
];

describe.for([
  { name: 'tfjs-native', plugin: tfjsNative, kernels: nativeKernels },
  { name: 'tfjs-native-bf16', plugin: tfjsNativeBf16, kernels: nativeBf16Kernels },
  { name: 'tfjs-wasm', plugin: tfjsWasm, kernels: wasmKernels },
])('$name', ({ name, plugin, kernels }) => {
  const absent = name !== 'tfjs-wasm' && findNativeBinding() === undefined;
  test.skipIf(absent)(
    `keeps no tensor and no memory over ${STEPS} steps`,
    async () => {
      const k = await kernels();
      const graph = smallGraph({ shape: SHAPE, filters: 2 });
      const optimizer = { momentum: 0.9, weightDecay: 1e-4 };
      const session = await plugin().open(graph, { seed: 1, optimizer });
      const random = createRandom(1, 'leaks');
      const step = async (number: number) => {
        const values = Float32Array.from({ length: BATCH * IMAGE }, () => random.next());
        const inputs = { [graph.inputs[0]!.name]: tensor([BATCH, ...SHAPE], values) };
        if (number % 10 === 0) await session.run(inputs);
        await session.train({
          inputs,
          labels: Int32Array.from({ length: BATCH }, () => random.integer(3)),
          learningRate: 0.01,
          plan: plans[number % plans.length]!,
          step: number,
        });
      };
      const memory = () => {
        globalThis.gc?.();
        const { rss, heapUsed } = process.memoryUsage();
        return rss - heapUsed;
      };
      for (let i = 0; i < 200; i++) await step(i);
      const before = { tensors: k.count, memory: memory() };
      for (let i = 0; i < STEPS; i++) await step(i);
      expect(k.count).toBe(before.tensors);
      // Beside what JavaScript holds; the rest of the process makes it vary by some MB.
      expect(memory() - before.memory).toBeLessThan(LEAK / 2);
      await session.close();
    },
    120_000,
  );
});
