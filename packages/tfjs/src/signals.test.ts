import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { findNativeBinding } from './setup/find.ts';

const hasNative = findNativeBinding() !== undefined;
if (!hasNative) console.log('skipped: tfjs-native is not set up (pj setup native)');

/** Trains on feature maps large enough for the kernels that took harm, while a second thread sends signals. */
const training = `
  import { Worker } from 'node:worker_threads';
  import { builder } from '@picojoule/graph';
  import { tfjsNative } from './dist/index.js';

  let signals = 0;
  process.on('SIGWINCH', () => signals++);
  const sender = "for (;;) { process.kill(process.pid, 'SIGWINCH');" +
    "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 0.3); }";
  new Worker(sender, { eval: true });
  const b = builder('small', 1);
  let x = b.input('images', ['batch', 1, 28, 28]);
  for (const [filters, stride] of [[16, 1], [16, 1], [32, 2], [32, 1], [64, 2], [64, 1]]) {
    x = b.relu(b.batchNorm(b.conv(x, { filters, stride, bias: false })));
  }
  const graph = b.build(b.gemm(b.flatten(b.globalAveragePool(x)), { units: 10 }));
  const session = await tfjsNative().open(graph, { seed: 1, optimizer: { momentum: 0.9, weightDecay: 0 } });
  const images = { type: 'float32', shape: [128, 1, 28, 28], values: new Float32Array(128 * 784).fill(0.5) };
  const labels = new Int32Array(128);
  for (let step = 0; step < 60; step++) {
    await session.train({ inputs: { images }, labels, learningRate: 0.01, plan: {}, step });
    await new Promise((done) => setImmediate(done));
  }
  console.log(signals > 50 ? 'done' : 'too few signals');
  process.exit(0);
`;

test.skipIf(!hasNative)('signals during a training do no harm', { timeout: 120_000 }, () => {
  const args = ['--input-type=module', '--eval', training];
  const cwd = new URL('..', import.meta.url);
  const child = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
  const { stdout, status, signal } = child;
  expect({ stdout, status, signal }, child.stderr).toEqual({
    stdout: 'done\n',
    status: 0,
    signal: null,
  });
});
