import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeFinishedRun } from '../../finished-run.ts';
import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['report', '.'],
  exitCode: 0,
  stdout: [/Picojoule run: finished/, /90\.00 %/],
  stderr: [/Warning: .*report\.html.*The report has no page/],
  prepare(folder) {
    writeFinishedRun(folder);
    // Also refused to those whom permissions do not stop.
    mkdirSync(join(folder, 'report.html'));
  },
});
