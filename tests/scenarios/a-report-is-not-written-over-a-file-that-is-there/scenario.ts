import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFinishedRun } from '../../finished-run.ts';
import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['report', '.', '--output', 'page.html'],
  exitCode: 1,
  stderr: [/FILE_EXISTS: .*page\.html is there already/],
  prepare(folder) {
    writeFinishedRun(folder);
    writeFileSync(join(folder, 'page.html'), 'mine');
  },
  after(folder) {
    if (readFileSync(join(folder, 'page.html'), 'utf8') !== 'mine') throw new Error('it changed');
  },
});
