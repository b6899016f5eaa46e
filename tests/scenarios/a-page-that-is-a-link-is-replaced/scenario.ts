import { lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { writeFinishedRun } from '../../finished-run.ts';
import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['report', 'run'],
  exitCode: 0,
  prepare(folder) {
    mkdirSync(join(folder, 'run'));
    writeFinishedRun(join(folder, 'run'));
    for (const name of ['page', 'temporary']) writeFileSync(join(folder, name), 'mine');
    symlinkSync('../page', join(folder, 'run/report.html'));
    symlinkSync('../temporary', join(folder, 'run/.report.html.tmp'));
  },
  after(folder) {
    for (const name of ['page', 'temporary'])
      expect(readFileSync(join(folder, name), 'utf8')).toBe('mine');
    expect(lstatSync(join(folder, 'run/report.html')).isFile()).toBe(true);
  },
});
