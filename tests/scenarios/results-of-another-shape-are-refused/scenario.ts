import { writeFinishedRun } from '../../finished-run.ts';
import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['report', '.'],
  exitCode: 1,
  stderr: [/RUN_RECORD: .*results\.json .*, at title: /, /delete it/],
  prepare: (folder) => writeFinishedRun(folder, {}),
});
