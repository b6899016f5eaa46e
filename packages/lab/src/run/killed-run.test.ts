import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { after, EVERY, rowsOf, STEPS } from './killed-run-writer.fixture.ts';
import { openRun } from './open-run.ts';
import { readRun } from './read-run.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pj-lab-killed-'));
});
afterEach(() => rm(folder, { recursive: true }));

const writer = fileURLToPath(new URL('./killed-run-writer.fixture.ts', import.meta.url));
const home = fileURLToPath(new URL('../..', import.meta.url));
const options = {
  config: { model: 'net.onnx' },
  seed: 1,
  versions: {},
  clock: () => new Date(0),
};

/** Runs the writer until it says a step, then kills it as the system would; null: until it ends. */
async function runUntil(directory: string, step: number | null): Promise<number[]> {
  const flags = ['--conditions=@picojoule/source', '--import', 'jiti/register'];
  const child = spawn(process.execPath, [...flags, writer, directory], {
    cwd: home,
    env: { ...process.env, PJ_LAB_WRITER: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((done) => child.on('exit', () => done()));
  const said: number[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(Number(line));
    if (step !== null && Number(line) >= step) child.kill('SIGKILL');
  }
  await ended;
  return said;
}

async function collect<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of rows) all.push(one);
  return all;
}

describe('a run whose process is killed', () => {
  it('resumes from its checkpoint and ends as if it had never stopped', async () => {
    const path = join(folder, 'run');
    for (const step of [3, 20, 48, 77]) {
      await runUntil(path, step);
      const read = await readRun(path);
      expect(read.manifest.status).toBe('interrupted');
      const checkpoint = await read.readTensors('checkpoint.bin');
      const { next } = (checkpoint?.state ?? { next: 0 }) as { next: number };
      expect(next).toBeGreaterThanOrEqual(Math.floor((step + 1) / EVERY) * EVERY - EVERY);
      const steps = (await collect(read.ledger())).map((row) => row.step);
      // Never a row out of order, and all that the checkpoint stands on.
      expect(steps).toEqual([...steps].sort((a, b) => a - b));
      expect(steps.filter((one) => one < next)).toHaveLength(next * 30);
      expect(steps.at(-1)).toBeGreaterThanOrEqual(step);
    }
    const last = await runUntil(path, null);
    expect(last[0]).toBeGreaterThanOrEqual(77 + 1 - EVERY);

    const read = await readRun(path);
    expect(read.manifest.status).toBe('done');
    expect(read.manifest.sessions).toHaveLength(5);
    const all = Array.from({ length: STEPS }, (_, step) => step);
    expect(await collect(read.ledger())).toEqual(
      all.flatMap((step) => rowsOf(step).map((row) => ({ part: 'train', ...row }))),
    );
    let weight = 0;
    const weights = all.map((step) => {
      weight = after(weight, step);
      return { part: 'train', step, weight };
    });
    expect(await collect(read.metrics())).toEqual(weights);
    const names = await readdir(path);
    expect(names.sort()).toEqual(['checkpoint.bin', 'ledger.jsonl', 'metrics.jsonl', 'run.json']);
  }, 60_000);

  it('is refused to a second process while it lives', async () => {
    const path = join(folder, 'run');
    const run = await openRun(path, options);
    const flags = ['--conditions=@picojoule/source', '--import', 'jiti/register'];
    const child = spawn(process.execPath, [...flags, writer, path], {
      cwd: home,
      env: { ...process.env, PJ_LAB_WRITER: '1' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const text: string[] = [];
    child.stderr.on('data', (chunk) => text.push(String(chunk)));
    const code = await new Promise((done) => child.on('close', done));
    expect(code).toBe(1);
    expect(text.join('')).toContain(`being written by process ${process.pid}`);
    await run.close('done');
  });
});

describe.runIf(process.platform === 'linux')('a disk that does not take the data', () => {
  it('is named when it is full', async () => {
    const path = join(folder, 'run');
    await (await openRun(path, options)).close('interrupted');
    await rm(join(path, 'ledger.jsonl'));
    await symlink('/dev/full', join(path, 'ledger.jsonl'));
    const run = await openRun(path, options);
    await expect(run.appendLedger('train', rowsOf(0))).rejects.toMatchObject({
      code: 'LAB_DISK_FULL',
      message: expect.stringContaining('ledger.jsonl'),
    });
    await run.close('interrupted');
  });

  it('is named when it is read-only', async () => {
    await expect(openRun('/sys/picojoule-run', options)).rejects.toMatchObject({
      code: 'LAB_NOT_ALLOWED',
    });
  });
});
