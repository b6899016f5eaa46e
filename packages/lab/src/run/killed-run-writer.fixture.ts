import { createRandom, tensor } from '@picojoule/spec';
import { openRun } from './open-run.ts';

/** A run that checkpoints every 7 steps and says each step; killed and started again by the test. */
export const STEPS = 120;
export const EVERY = 7;

export const rowsOf = (step: number) =>
  Array.from({ length: 30 }, (_, i) => ({
    step,
    node: `stage${i % 3}.conv${i}`,
    op: 'Conv' as const,
    pass: 'weight-gradient' as const,
    samples: 128,
    dtype: 'float32' as const,
    bits: { input: 32, weight: 32, output: 32 },
    macs: { executed: step * 1000 + i, nominal: step * 1000, emulated: step * 900 },
  }));

/** A weight that depends on all steps before. */
export const after = (weight: number, step: number) =>
  Math.fround(weight + createRandom(1, 'step', step).next());

export async function work(directory: string, say: (step: number) => void): Promise<void> {
  const run = await openRun(directory, {
    config: { model: 'net.onnx' },
    seed: 1,
    versions: {},
    clock: () => new Date(0),
  });
  const checkpoint = await run.readTensors('checkpoint.bin');
  let weight = checkpoint?.tensors.w?.values[0] ?? 0;
  const first = (checkpoint?.state as { next: number } | undefined)?.next ?? 0;
  await run.truncate('train', first);
  for (let step = first; step < STEPS; step++) {
    weight = after(weight, step);
    await run.appendLedger('train', rowsOf(step));
    await run.appendMetrics('train', { step, weight });
    if ((step + 1) % EVERY === 0) {
      await run.writeTensors('checkpoint.bin', { w: tensor([1], [weight]) }, { next: step + 1 });
    }
    say(step);
  }
  await run.close('done');
}

const [, , directory] = process.argv;
if (process.env.PJ_LAB_WRITER !== undefined && directory !== undefined) {
  await work(directory, (step) => process.stdout.write(`${step}\n`));
}
