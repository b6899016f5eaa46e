import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['train', '--backend', 'board', '--baud', '3000000'],
  exitCode: 2,
  stderr: [/--baud does nothing without --port/],
});
