import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from '@picojoule/spec';
import { reporterLaws, runStoreLaws } from '@picojoule/testkit';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { csv, html, json, openRun, type Run, table } from './index.ts';

/**
 * The law of breaking out compares with a report whose special characters became letters, which can
 * make two stacks of bars one, and then rightly another picture: numbered stacks stay apart.
 */
const withStacksApart = (report: Report): Report => ({
  ...report,
  sections: report.sections.map(({ plot, ...section }) => {
    if (plot === undefined) return section;
    const series = plot.series.map((one, i) =>
      one.stack === undefined ? one : { ...one, stack: `${one.stack} ${i}` },
    );
    return { ...section, plot: { ...plot, series } };
  }),
});

for (const { name: reporter, extension, render } of [html(), table(), json(), csv()]) {
  describe(`the reporter ${reporter}`, () => {
    const subject = { extension, render: (report: Report) => render(withStacksApart(report)) };
    for (const { name, check } of reporterLaws) {
      const breaksOut = name.includes('break out');
      it(name, async () => check(breaksOut ? subject : { extension, render }));
    }
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
