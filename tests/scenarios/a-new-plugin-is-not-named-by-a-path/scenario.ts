import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['new', 'plugin', 'energy', '../model'],
  exitCode: 2,
  stderr: [/<name> cannot be "\.\.\/model"/],
});
