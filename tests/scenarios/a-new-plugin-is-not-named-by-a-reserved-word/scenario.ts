import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['new', 'plugin', 'energy', 'class'],
  exitCode: 2,
  stderr: [/<name> cannot be "class"/],
});
