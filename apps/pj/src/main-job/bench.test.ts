import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRun, type Run } from '@picojoule/lab';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Bench, madeBy, once } from './bench.ts';
import { type TrainingRecord, trainingRecord } from './results.ts';

const RECORD: TrainingRecord = {
  part: 'smd',
  savers: ['smd'],
  scheduled: 10,
  executed: 6,
  executedMacs: 1e9,
  nominalMacs: 1e9,
  history: [{ step: 10, loss: 0.5, accuracy: 0.9 }],
};

let run: Run;
let bench: Bench;
beforeEach(async () => {
  const directory = mkdtempSync(join(tmpdir(), 'pj-bench-'));
  run = await openRun(directory, { config: {}, seed: 1, versions: {}, clock: () => new Date(0) });
  bench = { run } as unknown as Bench;
});
afterEach(async () => {
  await run.close('done');
  rmSync(run.directory, { recursive: true });
});

const train = (work: () => TrainingRecord) =>
  once(bench, 'smd', trainingRecord, async () => work());

test('a stage is done once', async () => {
  expect(await train(() => RECORD)).toEqual(RECORD);
  const again = await train(() => {
    throw new Error('done again');
  });
  expect(again).toEqual(RECORD);
});

test.each([
  ['null', /smd\.json does not hold .* writes there: /],
  ['{}', /smd\.json .*, at part: .*undefined/],
  [JSON.stringify({ ...RECORD, executed: 'six' }), /at executed: .*"six"/],
  [JSON.stringify({ ...RECORD, history: [{ step: 10, accuracy: 1 }] }), /at history\.0\.loss: /],
])('a record of another shape is refused and left as it is: %s', async (text, message) => {
  writeFileSync(join(run.directory, 'smd.json'), text);
  const done = train(() => RECORD);
  await expect(done).rejects.toThrow(message);
  await expect(done).rejects.toMatchObject({ code: 'RUN_RECORD' });
  expect(readFileSync(join(run.directory, 'smd.json'), 'utf8')).toBe(text);
});

test('what a finished part made must be there', () => {
  expect(madeBy(bench, 'smd', 'smd.graph', 7)).toBe(7);
  expect(() => madeBy(bench, 'smd', 'smd.graph', undefined)).toThrow(
    /smd\.graph is missing.*smd\.json/,
  );
});
