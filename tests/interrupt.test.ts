import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildCli, runCli } from './built-cli.ts';
import { readLedger } from './read-ledger.ts';

// Twenty steps of a small net, trained in WebAssembly, where every run gives the same bits.
const CONFIG = `
import { mnist } from '@picojoule/data';
import { quickstartNet } from '@picojoule/nets';
import { smd } from '@picojoule/train';

export default {
  name: 'small',
  seed: 1,
  model: quickstartNet({ seed: 1 }),
  data: mnist(),
  train: { savers: [smd()], epochs: 0.05 },
};
`;
const base = mkdtempSync(join(tmpdir(), 'pj-interrupt-'));
const timeout = 180_000;
beforeAll(() => buildCli(), 300_000);
afterAll(() => rmSync(base, { recursive: true, force: true }));

function folder(name: string): string {
  const cwd = join(base, name);
  mkdirSync(cwd);
  writeFileSync(join(cwd, 'pj.config.ts'), CONFIG);
  return cwd;
}

/** Sends Ctrl-C, so many times, once training shows its progress. */
const interrupt = (times: number) => (child: ChildProcess) => {
  let left = times;
  child.stderr?.on('data', (chunk: Buffer) => {
    const due = left === times ? /smd \d+\/21/ : /Ctrl-C again/;
    if (left > 0 && due.test(String(chunk)) && left-- > 0) child.kill('SIGINT');
  });
};

/** Executed MACs of a run by part, layer and pass. */
function workOf(at: string): Record<string, number> {
  const work: Record<string, number> = {};
  for (const { part, node, pass, macs } of readLedger(join(at, 'runs/small'))) {
    const key = `${part} ${node} ${pass}`;
    work[key] = (work[key] ?? 0) + macs.executed;
  }
  expect(Object.keys(work).length).toBeGreaterThan(10);
  return work;
}

const run = ['run', '--backend', 'tfjs-wasm'];

test('Ctrl-C leaves a run that goes on and ends as if nothing had happened', async () => {
  const cwd = folder('resumed');
  const first = await runCli(run, { cwd, timeout, started: interrupt(1) });
  expect(first.exitCode, first.stderr).toBe(130);
  expect(first.stderr).toMatch(/Stopping and saving the run/);
  expect(first.stderr).toMatch(/run the same command again/);
  const early = await runCli(['report', 'runs/small'], { cwd });
  expect(early.exitCode).toBe(1);
  expect(early.stderr).toContain('RUN_UNFINISHED');

  const second = await runCli(run, { cwd, timeout });
  expect(second.exitCode, second.stderr).toBe(0);
  const whole = folder('whole');
  expect((await runCli(run, { cwd: whole, timeout })).exitCode).toBe(0);
  for (const file of ['smd.onnx', 'smd-network.json']) {
    const [resumed, uninterrupted] = [cwd, whole].map((at) =>
      readFileSync(join(at, 'runs/small', file)),
    );
    expect(resumed?.equals(uninterrupted!), `${file} differs`).toBe(true);
  }
  // Rows are summed up to where the run was saved; the work of each layer pass is the same.
  expect(workOf(cwd)).toEqual(workOf(whole));
  const shown = await runCli(['report', 'runs/small', '--format', 'json'], { cwd });
  expect(JSON.parse(shown.stdout).title).toContain('small');
}, 600_000);

test('a second Ctrl-C exits at once', async () => {
  const cwd = folder('twice');
  const { exitCode } = await runCli(run, { cwd, timeout, started: interrupt(2) });
  expect(exitCode).toBe(130);
}, 300_000);

test('Ctrl-C ends a config that never ends', async () => {
  const cwd = join(base, 'endless');
  mkdirSync(cwd);
  writeFileSync(join(cwd, 'endless.ts'), "process.stderr.write('endless'); while (true) {}");
  let signal: NodeJS.Signals | null = null;
  await runCli(['run', 'endless.ts'], {
    cwd,
    started(child) {
      child.stderr?.once('data', () => child.kill('SIGINT'));
      child.once('close', (_, by) => (signal = by));
    },
  });
  expect(signal).toBe('SIGINT');
});

test('Ctrl-C ends the reading of power with what there is', async () => {
  const started = (child: ChildProcess) => {
    child.stderr?.on('data', (chunk: Buffer) => {
      if (/Reading power, seconds 1\//.test(String(chunk))) child.kill('SIGINT');
    });
  };
  const args = ['board', 'monitor', '--seconds', '1000'];
  const { exitCode, stderr, stdout } = await runCli(args, { cwd: base, timeout, started });
  expect(stderr).toContain('Stopping, with what there is; Ctrl-C again');
  expect(stdout).toMatch(/\d+ samples over \d+\.\d+ s, without a gap; stopped before the end/);
  expect(exitCode).toBe(130);
});
