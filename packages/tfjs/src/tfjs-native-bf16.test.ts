import { builder } from '@picojoule/graph';
import { createRandom } from '@picojoule/spec';
import { expect, test } from 'vitest';
import { findNativeBinding } from './setup/find.ts';
import { tfjsNativeBf16 } from './tfjs-native-bf16.ts';

const hasNative = findNativeBinding() !== undefined;
if (!hasNative)
  console.log('skipped: tfjs-native-bf16, whose library is not set up (pj setup native)');

const BATCH = 8;
const STEPS = 300;

function net() {
  const b = builder('small', 1);
  const x = b.relu(b.batchNorm(b.conv(b.input('images', ['batch', 1, 6, 6]), { filters: 4 })));
  const y = b.relu(b.block('block', x, (z) => b.batchNorm(b.conv(z, { filters: 4 }))));
  const pooled = b.flatten(b.globalAveragePool(y));
  return b.build(b.gemm(pooled, { units: 2, name: 'classifier', output: 'logits' }));
}

/** Images of two classes: brighter on the left, or on the right. */
function batches() {
  const random = createRandom(4, 'two classes');
  return () => {
    const labels = Int32Array.from({ length: BATCH }, () => random.integer(2));
    const values = Float32Array.from({ length: BATCH * 36 }, (_, i) => {
      const right = i % 6 >= 3 ? 1 : 0;
      return (labels[Math.floor(i / 36)] === right ? 1 : 0) + 0.5 * random.normal();
    });
    return {
      inputs: { images: { type: 'float32' as const, shape: [BATCH, 1, 6, 6], values } },
      labels,
    };
  };
}

test.skipIf(!hasNative)('learns two classes, some steps with skipped images', async () => {
  const optimizer = { momentum: 0.9, weightDecay: 1e-4 };
  const session = await tfjsNativeBf16().open(net(), { seed: 1, optimizer });
  const next = batches();
  let correct = 0;
  for (let step = 0; step < STEPS; step++) {
    const plan = step % 3 === 0 ? { blocks: { block: [1, 4, 5] } } : {};
    const result = await session.train({ ...next(), learningRate: 0.02, plan, step });
    if (step >= STEPS - 100) correct += result.correct;
    for (const { dtype } of result.ledger) expect(dtype).toBe('bfloat16');
  }
  expect(correct / (100 * BATCH)).toBeGreaterThan(0.95);
  await session.close();
});

test.skipIf(!hasNative)('refuses emulated widths, which bfloat16 cannot hold', async () => {
  expect(tfjsNativeBf16().capabilities.emulatedBits).toEqual([]);
  const optimizer = { momentum: 0.9, weightDecay: 1e-4 };
  const session = await tfjsNativeBf16().open(net(), { seed: 1, optimizer });
  const plan = { precision: { '*': { activation: 8, weight: 8, gradient: 16 } } };
  const step = session.train({ ...batches()(), learningRate: 0.02, plan, step: 0 });
  await expect(step).rejects.toThrow(/no width is emulated/);
  await session.close();
});
