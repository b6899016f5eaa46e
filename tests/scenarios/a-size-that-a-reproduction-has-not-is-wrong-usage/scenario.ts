import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['reproduce', 'energy', '--quick'],
  exitCode: 2,
  stderr: [/<name> cannot be "energy": it takes one that has this size with --quick/],
});
