import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reporterLaws, runStoreLaws } from '@picojoule/testkit';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { csv, html, json, openRun, type Run, table } from './index.ts';

for (const reporter of [html(), table(), json(), csv()]) {
  describe(`the reporter ${reporter.name}`, () => {
    for (const { name, check } of reporterLaws) it(name, async () => check(reporter));
  });
}

describe('the run store', () => {
  let folder: string;
  const runs: Run[] = [];
  const options = { config: null, seed: 1, versions: {}, clock: () => new Date(0) };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pj-lab-laws-'));
  });
  afterAll(async () => {
    for (const run of runs) await run.close('done');
    await rm(folder, { recursive: true });
  });
  const make = async () => {
    const run = await openRun(join(folder, String(runs.length)), options);
    runs.push(run);
    return run;
  };
  for (const { name, check } of runStoreLaws) it(name, async () => check(make));
});
