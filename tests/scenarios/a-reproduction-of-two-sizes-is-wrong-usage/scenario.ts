import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['reproduce', 'e2train', '--quick', '--full'],
  exitCode: 2,
  stderr: [/--quick and --full do not go together/],
});
