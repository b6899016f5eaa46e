import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildCli, ROOT, runCli } from './built-cli.ts';

// Short steps, so that some lie behind the checkpoint of the hundredth; few test images.
const CONFIG = `
import { mnist } from '@picojoule/data';
import { boardNet } from '@picojoule/nets';
import { definePlugin, defineConfig } from '@picojoule/spec';
import { smd, stochasticDepth } from '@picojoule/train';

const few = definePlugin({
  kind: 'dataset',
  name: 'few-digits',
  options: { '~standard': { version: 1, vendor: 'test', validate: () => ({ value: {} }) } },
  create: () => ({
    async open() {
      const { info, ...digits } = await mnist().open();
      return { ...digits, info: { ...info, size: { train: 6400, test: 40 } } };
    },
  }),
});

export default defineConfig({
  name: 'small',
  seed: 1,
  model: boardNet({ seed: 1, width: 4, blocks: 1 }),
  data: few(),
  train: {
    savers: [smd({ dropProbability: 0.3 }), stochasticDepth()],
    epochs: 0.25,
    batchSize: 2,
    learningRate: 0.02,
  },
});
`;
const STEPS = 175;
const base = mkdtempSync(join(tmpdir(), 'pj-board-'));
const timeout = 120_000;
const running: ChildProcess[] = [];
beforeAll(() => buildCli(), 300_000);
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(base, { recursive: true, force: true });
});

function folder(name: string): string {
  const cwd = join(base, name);
  mkdirSync(cwd);
  writeFileSync(join(cwd, 'pj.config.ts'), CONFIG);
  return cwd;
}

const filesOf = (cwd: string) => {
  const read = (file: string) => readFileSync(join(cwd, 'runs/small-train', file));
  const manifest = JSON.parse(read('run.json').toString());
  return { onnx: read('smd-stochastic-depth.onnx'), manifest };
};

const whole = async () => {
  const cwd = folder('whole');
  const run = await runCli(['train', '--backend', 'board'], { cwd, timeout });
  expect(run.exitCode, run.stderr).toBe(0);
  return { ...filesOf(cwd), ...run };
};
let uninterrupted: Awaited<ReturnType<typeof whole>>;
beforeAll(async () => {
  uninterrupted = await whole();
}, timeout);

/** Acts once, when training shows that it is past a step. */
const afterStep = (step: number, act: (child: ChildProcess) => void) => (child: ChildProcess) => {
  let done = false;
  child.stderr?.on('data', (chunk: Buffer) => {
    const found = new RegExp(`smd-stochastic-depth (\\d+)/${STEPS}`).exec(String(chunk));
    if (done || found === null || Number(found[1]) < step) return;
    done = true;
    act(child);
  });
};

test('a run on the golden device shows its progress, and its folder says that it is simulated', () => {
  const { manifest, stderr, stdout } = uninterrupted;
  expect(stderr).toMatch(new RegExp(`smd-stochastic-depth ${STEPS}/${STEPS} +loss \\d`));
  expect(stderr).toMatch(/test 40\/40 +on board/);
  expect(stdout).toContain('simulated');
  expect(stdout).toContain('Cycles of the device');
  expect(manifest.provenance).toEqual(['modelled', 'simulated']);
  expect(manifest.details.devices).toMatchObject([{ board: 'golden', simulated: true }]);
});

test('Ctrl-C saves the run; it goes on and ends with the very weights of one that never stopped', async () => {
  const cwd = folder('stopped');
  const started = afterStep(30, (child) => child.kill('SIGINT'));
  const first = await runCli(['train', '--backend', 'board'], { cwd, timeout, started });
  expect(first.exitCode, first.stderr).toBe(130);
  const second = await runCli(['train', '--backend', 'board'], { cwd, timeout });
  expect(second.exitCode, second.stderr).toBe(0);
  expect(second.stderr).toMatch(/going on from step [1-9]/);
  expect(filesOf(cwd).onnx.equals(uninterrupted.onnx)).toBe(true);
}, 300_000);

/** A simulated board of its own process, on the port that it prints. */
async function simulate() {
  const child = spawn(process.execPath, [join(ROOT, 'apps/pj/bin/pj.js'), 'board', 'sim']);
  running.push(child);
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const line = once(child.stdout, 'data').then(([chunk]) => String(chunk));
  const ended = once(child, 'exit').then(() => said);
  const text = await Promise.race([line, ended]);
  if (!text.startsWith('{')) return { child, reason: text.trim() };
  return { child, port: JSON.parse(text).port as string };
}

test('a simulated board on a port is measured in windows shorter than those of a real one', async ({
  skip,
}) => {
  const board = await simulate();
  if (board.port === undefined) {
    return skip(`boards behind pseudo-terminals, because: ${board.reason}`);
  }
  const cwd = folder('measured');
  const args = ['measure', '--port', board.port, '--seconds', '0.1', '--folder', 'measured'];
  const run = await runCli(args, { cwd, timeout });
  expect(run.exitCode, run.stderr).toBe(0);
  const read = (file: string) => JSON.parse(readFileSync(join(cwd, 'measured', file), 'utf8'));
  const { phases, window } = read('measurement.json');
  expect(window).toBe(0.1);
  expect(phases.map(({ name }: { name: string }) => name)).toContain('weight-gradient');
  for (const { seconds, repetitions, windows } of phases) {
    expect(windows).toBe(5);
    expect(repetitions * seconds).toBeGreaterThan(5 * 0.1);
  }
  expect(read('run.json').provenance).toEqual(['simulated']);
});

test('a board that goes away amid training is told, and the run goes on over another port', async ({
  skip,
}) => {
  const board = await simulate();
  if (board.port === undefined) {
    return skip(`boards behind pseudo-terminals, because: ${board.reason}`);
  }
  const cwd = folder('unplugged');
  const on = (port: string) => ['train', '--backend', 'board', '--port', port];
  const started = afterStep(110, () => board.child.kill('SIGKILL'));
  const first = await runCli(on(board.port), { cwd, timeout, started });
  expect(first.exitCode).toBe(1);
  expect(first.stderr).toMatch(/SERIAL_UNPLUGGED: .* went away in the middle of a transfer/);
  expect(first.stderr).toMatch(/run the same command again/);

  const gone = await runCli(on(board.port), { cwd, timeout });
  expect(gone.stderr).toMatch(/SERIAL_NO_PORT.*\n.*pj board list/);

  const other = await simulate();
  const last = await runCli(on(other.port!), { cwd, timeout });
  expect(last.exitCode, last.stderr).toBe(0);
  expect(last.stderr).toMatch(/going on from step 100/);
  expect(filesOf(cwd).onnx.equals(uninterrupted.onnx)).toBe(true);
}, 300_000);
