import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['run'],
  exitCode: 1,
  stderr: [/NEVER_ENDS: /],
});
