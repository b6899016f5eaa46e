import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRun } from '@picojoule/lab';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Elapsed, elapsedFile, elapsedOf } from './elapsed.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'pj-elapsed-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** One session of a run, with a clock in milliseconds that `at` sets. */
async function session<T>(
  work: (elapsed: Elapsed, at: (time: number) => void) => Promise<T>,
): Promise<T> {
  const run = await openRun(root, {
    ...{ config: {}, seed: 1, versions: {}, clock: () => new Date(0) },
  });
  let time = 1000;
  try {
    const elapsed = await elapsedOf({ run }, 'arm', () => time);
    return await work(elapsed, (to) => {
      time = to;
    });
  } finally {
    await run.close('interrupted');
  }
}

test('the clock stands between stop and start, and goes on in the next session', async () => {
  const first = await session(async (elapsed, at) => {
    at(3000);
    await elapsed.stop();
    at(9000);
    elapsed.start();
    at(9500);
    return elapsed.stop();
  });
  expect(first).toBe(2.5);
  const second = await session(async (elapsed, at) => {
    at(2000);
    await elapsed.stop();
    at(8000);
    return elapsed.stop();
  });
  expect(second).toBe(3.5);
});

test('a file that holds something else is named', async () => {
  await session(async (elapsed) => elapsed.stop());
  const run = await openRun(root, {
    ...{ config: {}, seed: 1, versions: {}, clock: () => new Date(0) },
  });
  try {
    await run.writeJson(elapsedFile('arm'), { seconds: -1 });
    await expect(elapsedOf({ run }, 'arm', () => 0)).rejects.toMatchObject({
      code: 'RUN_RECORD',
      message: expect.stringContaining('arm.elapsed.json'),
    });
  } finally {
    await run.close('interrupted');
  }
});
