import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importOnnx } from '@picojoule/onnx';
import { createRandom, type Graph, valuesOf } from '@picojoule/spec';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildCli, runCli } from './built-cli.ts';

// Some hundred quick steps with augmented images, saved every hundred.
const CONFIG = `
import { mnist } from '@picojoule/data';
import { quickstartNet } from '@picojoule/nets';
import { smd } from '@picojoule/train';

export default {
  name: 'small',
  seed: 1,
  model: quickstartNet({ seed: 1 }),
  data: mnist({ augment: { crop: 2, flip: true } }),
  train: { savers: [smd()], epochs: 0.05, batchSize: 8, learningRate: 0.02 },
};
`;
const base = mkdtempSync(join(tmpdir(), 'pj-killed-'));
const random = createRandom(1, 'killed-training');
beforeAll(() => buildCli(), 300_000);
afterAll(() => rmSync(base, { recursive: true, force: true }));

/** Kills a while after so many tenths of the training. */
const killAfter = (tenths: number, milliseconds: number) => (child: ChildProcess) => {
  child.stderr?.on('data', (chunk: Buffer) => {
    const found = /smd (\d+)\/(\d+)/.exec(String(chunk));
    if (found === null || Number(found[1]) < (tenths / 10) * Number(found[2])) return;
    setTimeout(() => child.kill('SIGKILL'), milliseconds);
  });
};

/** The largest difference of two networks' parameters, as a share of the largest parameter. */
function difference(a: Graph, b: Graph): number {
  let [off, scale] = [0, 0];
  for (const [name, tensor] of Object.entries(a.parameters)) {
    const other = valuesOf(b.parameters[name]!);
    valuesOf(tensor).forEach((value, i) => {
      off = Math.max(off, Math.abs(value - other[i]!));
      scale = Math.max(scale, Math.abs(value));
    });
  }
  return off / scale;
}

test.for([
  { backend: 'tfjs-wasm', tolerance: 0 },
  { backend: 'tfjs-native', tolerance: 1e-4 },
])(
  'a run on $backend that is killed at any time ends with the weights of one that is not',
  { timeout: 900_000 },
  async ({ backend, tolerance }, { skip }) => {
    const folder = (name: string) => {
      const cwd = join(base, `${backend}-${name}`);
      mkdirSync(cwd);
      writeFileSync(join(cwd, 'pj.config.ts'), CONFIG);
      return { cwd, timeout: 180_000 };
    };
    const run = ['run', '--backend', backend];
    const whole = folder('whole');
    const first = await runCli(run, whole);
    if (/setup native/.test(first.stderr) && first.exitCode !== 0) {
      console.log('skipped: tfjs-native, because no binding is installed (pj setup native)');
      skip();
    }
    expect(first.exitCode, first.stderr).toBe(0);
    const killed = folder('killed');
    for (const tenths of [2, 5, 8]) {
      const started = killAfter(tenths, random.integer(300));
      const { exitCode } = await runCli(run, { ...killed, started });
      expect(exitCode).toBe(null);
    }
    const last = await runCli(run, killed);
    expect(last.exitCode, last.stderr).toBe(0);
    expect(last.stderr).toMatch(/going on from step [1-9]/);
    const networks = [whole, killed].map(({ cwd }) =>
      importOnnx(readFileSync(join(cwd, 'runs/small/smd.onnx'))),
    ) as [Graph, Graph];
    expect(difference(...networks)).toBeLessThanOrEqual(tolerance);
  },
);
