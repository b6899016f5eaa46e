import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['report', '.'],
  exitCode: 1,
  stderr: [/LAB_NO_RUN/],
});
