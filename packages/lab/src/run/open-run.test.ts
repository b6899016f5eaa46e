import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LedgerRow, tensor } from '@picojoule/spec';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRun, type Run } from './open-run.ts';
import { listRuns, readRun } from './read-run.ts';

let folder: string;
let seconds = 0;
const options = {
  config: { model: 'net.onnx', seed: 1 },
  seed: 1,
  versions: { node: '20' },
  clock: () => new Date(Date.UTC(2026, 0, 1, 0, 0, seconds++)),
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pj-lab-'));
  seconds = 0;
});
afterEach(async () => {
  await chmod(folder, 0o755);
  await rm(folder, { recursive: true });
});

const row = (step: number, node = 'conv'): LedgerRow => ({
  step,
  node,
  op: 'Conv',
  pass: 'forward',
  samples: 8,
  dtype: 'float32',
  bits: { input: 32, weight: 32, output: 32 },
  macs: { executed: 10 + step, nominal: 10, emulated: 10 },
});

async function collect<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of rows) all.push(one);
  return all;
}

const rejects = (promise: Promise<unknown>, code: string) =>
  expect(promise).rejects.toMatchObject({ name: 'PicojouleError', code });

describe('openRun', () => {
  it('keeps what it was given, and resumes with it', async () => {
    const path = join(folder, 'a', 'run');
    const first = await openRun(path, { ...options, gitRevision: 'abc' });
    const emulating = { ...row(1), bits: { input: 8, weight: 4, output: 16 } };
    await first.appendLedger('dense', [row(0), emulating]);
    await first.appendMetrics('dense', { step: 0, loss: Number.NaN, accuracy: 0.5 });
    await first.writeJson('state.json', { next: [1, null, 'x'] });
    await first.writeBytes('a.bin', Uint8Array.of(1, 2, 3));
    await first.writeTensors('c.bin', { w: tensor([2], [1, -0]) }, { step: 3 });
    await first.describe({ backend: 'tfjs-wasm' });
    await first.close('interrupted');
    await first.close('done');
    await rejects(first.readJson('state.json'), 'LAB_CLOSED');

    const again = await openRun(path, { ...options, versions: { node: '22' } });
    expect([first.resumed, again.resumed]).toEqual([false, true]);
    expect(await again.readJson('state.json')).toEqual({ next: [1, null, 'x'] });
    expect(await again.readBytes('a.bin')).toEqual(Uint8Array.of(1, 2, 3));
    expect(await again.readTensors('c.bin')).toEqual({
      tensors: { w: tensor([2], [1, -0]) },
      state: { step: 3 },
    });
    expect(await again.readJson('absent.json')).toBeUndefined();
    expect(await again.readGraph('absent')).toBeUndefined();
    await again.holds('simulated');
    await again.remove('a.bin');
    await again.remove('a.bin');
    expect(await again.readBytes('a.bin')).toBeUndefined();
    await again.close('done');

    const read = await readRun(path);
    expect(await collect(read.ledger())).toEqual(
      [row(0), emulating].map((one) => ({ part: 'dense', ...one })),
    );
    expect(await collect(read.metrics('dense'))).toEqual([
      { part: 'dense', step: 0, loss: null, accuracy: 0.5 },
    ]);
    expect(await collect(read.metrics('other'))).toEqual([]);
    expect(read.manifest).toEqual({
      format: 1,
      name: 'run',
      status: 'done',
      created: '2026-01-01T00:00:00.000Z',
      updated: '2026-01-01T00:00:05.000Z',
      seed: 1,
      config: options.config,
      provenance: ['modelled', 'simulated'],
      sessions: [
        { opened: '2026-01-01T00:00:00.000Z', versions: { node: '20' }, gitRevision: 'abc' },
        { opened: '2026-01-01T00:00:03.000Z', versions: { node: '22' } },
      ],
      details: { backend: 'tfjs-wasm' },
    });
    expect((await readdir(path)).sort()).toEqual([
      'c.bin',
      'ledger.jsonl',
      'metrics.jsonl',
      'run.json',
      'state.json',
    ]);
  });

  it('refuses another config, another seed, a foreign folder, a file and a second writer', async () => {
    const path = join(folder, 'run');
    const run = await openRun(path, options);
    await rejects(openRun(path, options), 'LAB_LOCKED');
    await run.close('done');
    await rejects(openRun(path, { ...options, seed: 2 }), 'LAB_OTHER_CONFIG');
    await rejects(openRun(path, { ...options, config: { model: 'b' } }), 'LAB_OTHER_CONFIG');
    await (await openRun(path, options)).close('done');
    await rejects(openRun(folder, options), 'LAB_FOREIGN_FOLDER');
    await writeFile(join(folder, 'file'), '');
    await rejects(openRun(join(folder, 'file'), options), 'LAB_FOREIGN_FOLDER');
    if (process.platform === 'linux')
      await rejects(openRun('/proc/picojoule/run', options), 'LAB_NOT_ALLOWED');
    await writeFile(join(path, 'run.json'), '{"format":99}');
    await rejects(openRun(path, options), 'LAB_FORMAT');
    await writeFile(join(path, 'run.json'), '{"format":1,"na');
    await rejects(openRun(path, options), 'LAB_MANIFEST');
    await writeFile(join(path, 'run.json'), '{"format":1}');
    await rejects(openRun(path, options), 'LAB_MANIFEST');
    await rejects(readRun(join(folder, 'nowhere')), 'LAB_NO_RUN');
  });

  it('leaves the temporaries of others alone', async () => {
    const file = join(folder, '.mine.tmp');
    await writeFile(file, 'mine');
    await rejects(openRun(folder, options), 'LAB_FOREIGN_FOLDER');
    expect(await readFile(file, 'utf8')).toBe('mine');
    await rm(file);
    await writeFile(join(folder, '.run.json.tmp'), '{');
    await (await openRun(folder, options)).close('done');
  });

  it('says what differs in the config', async () => {
    const path = join(folder, 'run');
    await (await openRun(path, options)).close('done');
    await expect(
      openRun(path, { ...options, config: { model: 'b.onnx', seed: 2, name: 'x' }, seed: 2 }),
    ).rejects.toThrow(
      /another config: model was "net\.onnx", is "b\.onnx"; seed was 1, is 2; name was absent, is "x"\.$/,
    );
    await expect(openRun(path, { ...options, seed: 2 })).rejects.toThrow(/: seed was 1, is 2\.$/);
  });

  it('starts a run over with another config where nothing was done', async () => {
    const path = join(folder, 'run');
    const failed = await openRun(path, options);
    await failed.describe({ seconds: { smd: 1 } });
    await failed.close('interrupted');
    const run = await openRun(path, { ...options, config: { model: 'b.onnx' }, seed: 2 });
    expect(run.resumed).toBe(false);
    expect(run.manifest).toMatchObject({ seed: 2, config: { model: 'b.onnx' }, details: {} });
    expect(run.manifest.sessions).toHaveLength(1);
    await run.close('interrupted');
  });

  it.each<[string, (run: Run) => Promise<void>]>([
    ['a ledger row', (run) => run.appendLedger('a', [row(0)])],
    ['metrics', (run) => run.appendMetrics('a', { step: 0 })],
    ['a file', (run) => run.writeBytes('a.onnx', Uint8Array.of(1))],
    ['notes', (run) => writeFile(join(run.directory, 'notes.txt'), 'mine')],
  ])('never starts a run over that holds %s', async (_, work) => {
    const path = join(folder, 'run');
    const run = await openRun(path, options);
    await work(run);
    await run.close('interrupted');
    const before = await readFile(join(path, 'run.json'), 'utf8');
    await rejects(openRun(path, { ...options, seed: 2 }), 'LAB_OTHER_CONFIG');
    expect(await readFile(join(path, 'run.json'), 'utf8')).toBe(before);
    const again = await openRun(path, options);
    expect(again.resumed).toBe(true);
    await again.close('interrupted');
  });

  it.each(['', '.', '..', '../a', 'a/b', 'a\\b', '/a', 'C:a', '.a', 'a\0', 'a.', 'x'.repeat(300)])(
    'refuses the file name %j everywhere',
    async (name) => {
      const run = await openRun(join(folder, 'run'), options);
      await rejects(run.readJson(name), 'LAB_FILE_NAME');
      await rejects(run.writeJson(name, 1), 'LAB_FILE_NAME');
      await rejects(run.readBytes(name), 'LAB_FILE_NAME');
      await rejects(run.writeBytes(name, new Uint8Array()), 'LAB_FILE_NAME');
      await rejects(run.readTensors(name), 'LAB_FILE_NAME');
      await rejects(run.writeTensors(name, {}), 'LAB_FILE_NAME');
      await rejects(run.readGraph(name), 'LAB_FILE_NAME');
      await rejects(run.remove(name), 'LAB_FILE_NAME');
      await run.close('done');
    },
  );

  it('keeps its own files from the callers', async () => {
    const run = await openRun(join(folder, 'run'), options);
    for (const name of ['run.json', 'ledger.jsonl', 'Metrics.jsonl', 'run.lock']) {
      await rejects(run.writeJson(name, 1), 'LAB_FILE_NAME');
      await rejects(run.remove(name), 'LAB_FILE_NAME');
    }
    await run.close('done');
  });

  it('refuses what JSON would lose', async () => {
    const run = await openRun(join(folder, 'run'), options);
    await rejects(run.writeJson('a', { x: [Number.NaN] }), 'LAB_NOT_JSON');
    await rejects(run.writeJson('a', { x: undefined } as never), 'LAB_NOT_JSON');
    await rejects(run.writeJson('a', new Map() as never), 'LAB_NOT_JSON');
    const wrong = { ...row(0), macs: { executed: Number.NaN, nominal: 1, emulated: 1 } };
    await rejects(run.appendLedger('a', [row(0), wrong]), 'LAB_LEDGER_ROW');
    await run.close('done');
    expect(await collect((await readRun(run.directory)).ledger())).toEqual([]);
  });

  it('truncates one part from a step on, with the closing rows of what it cut', async () => {
    const run = await openRun(join(folder, 'run'), options);
    for (let step = 0; step < 5; step++) {
      await run.appendLedger('a', [row(step), row(step, 'fc')]);
      await run.appendLedger('b', [row(step)]);
      await run.appendMetrics('a', { step });
    }
    await run.appendMetrics('a', { accuracy: 1 });
    await run.appendMetrics('b', { accuracy: 1 });
    await run.truncate('a', 3);
    await run.truncate('a', 3);
    await run.truncate('absent', 0);
    await run.appendMetrics('a', { step: 3, again: true });
    const read = await readRun(run.directory);
    const steps = async (part: string) =>
      (await collect(read.ledger(part))).map(({ step }) => step);
    expect(await steps('a')).toEqual([0, 0, 1, 1, 2, 2]);
    expect(await steps('b')).toEqual([0, 1, 2, 3, 4]);
    expect(await collect(read.metrics())).toEqual([
      { part: 'a', step: 0 },
      { part: 'a', step: 1 },
      { part: 'a', step: 2 },
      { part: 'b', accuracy: 1 },
      { part: 'a', step: 3, again: true },
    ]);
    await run.truncate('a', 0);
    expect(await steps('a')).toEqual([]);
    expect(await collect(read.metrics())).toEqual([{ part: 'b', accuracy: 1 }]);
    await run.close('done');
  });

  it('carries out overlapping calls in their order', async () => {
    const run = await openRun(join(folder, 'run'), options);
    const calls = Array.from({ length: 50 }, (_, step) => [
      run.appendLedger('a', [row(step)]),
      run.writeJson('last.json', step),
    ]);
    const seen = run.readJson('last.json');
    await Promise.all(calls.flat());
    expect(await seen).toBe(49);
    const steps = (await collect((await readRun(run.directory)).ledger())).map(({ step }) => step);
    expect(steps).toEqual(Array.from({ length: 50 }, (_, step) => step));
    await run.close('done');
  });

  it.each(['{"part":"a","st', '\0\0\0', 'x'.repeat(200_000)])(
    'cuts an unfinished last line (%#) and appends behind it',
    async (torn) => {
      const path = join(folder, 'run');
      const run = await openRun(path, options);
      await run.appendLedger('a', [row(0)]);
      await run.close('interrupted');
      const file = join(path, 'ledger.jsonl');
      const whole = await readFile(file, 'utf8');
      await writeFile(file, whole + torn);
      expect(await collect((await readRun(path)).ledger())).toHaveLength(1);
      const again = await openRun(path, options);
      expect(await readFile(file, 'utf8')).toBe(whole);
      await again.appendLedger('a', [row(1)]);
      await again.close('done');
      expect(await collect((await readRun(path)).ledger())).toHaveLength(2);
    },
  );

  it('names the line of a damaged file', async () => {
    const path = join(folder, 'run');
    await (await openRun(path, options)).close('done');
    await writeFile(join(path, 'metrics.jsonl'), '{"part":"a"}\nnot json\n');
    const read = await readRun(path);
    await expect(collect(read.metrics())).rejects.toThrow(/Line 2 of .*metrics\.jsonl/);
    await writeFile(join(path, 'state.json'), '{');
    await rejects(read.readJson('state.json'), 'LAB_DAMAGED_JSON');
  });

  it('takes over the lock of a process that ended, and none of another machine', async () => {
    const path = join(folder, 'run');
    const child = spawn(process.execPath, ['-e', '']);
    await new Promise((done) => child.on('exit', done));
    const lock = join(path, 'run.lock');
    await (await openRun(path, options)).close('done');
    const { hostname } = await import('node:os');
    await writeFile(lock, JSON.stringify({ pid: child.pid, host: hostname() }));
    await (await openRun(path, options)).close('done');
    // The number of a living process, but born at another time.
    await writeFile(lock, JSON.stringify({ pid: process.pid, host: hostname(), born: 'b/1' }));
    if (process.platform === 'linux') await (await openRun(path, options)).close('done');
    for (const held of ['', '{"pid":1,"host":"another machine"}']) {
      await writeFile(lock, held);
      await rejects(openRun(path, options), 'LAB_LOCKED');
    }
    await rm(lock);
  });

  it('lists runs by age with damaged ones last', async () => {
    for (const name of ['b', 'a']) await (await openRun(join(folder, name), options)).close('done');
    await (await openRun(join(folder, 'c'), options)).close('done');
    await writeFile(join(folder, 'c', 'run.json'), '{');
    await (await openRun(join(folder, 'd'), options)).close('interrupted');
    await writeFile(join(folder, 'file'), '');
    const runs = await listRuns(folder);
    expect(runs.map((run) => [run.directory.at(-1), run.manifest?.status])).toEqual([
      ['b', 'done'],
      ['a', 'done'],
      ['d', 'interrupted'],
      ['c', undefined],
    ]);
    expect(runs.at(-1)?.problem?.code).toBe('LAB_MANIFEST');
    expect(await listRuns(join(folder, 'nowhere'))).toEqual([]);
  });
});
