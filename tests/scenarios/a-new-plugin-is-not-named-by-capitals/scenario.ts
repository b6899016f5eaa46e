import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['new', 'plugin', 'energy', 'MyModel'],
  exitCode: 2,
  stderr: [/<name> cannot be "MyModel"/],
});
