import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['reproduce', 'prunning'],
  exitCode: 2,
  stderr: [
    /cannot be "prunning": it takes e2train, e2train-deep, energy, pruning\. Did you mean "pruning"\?/,
  ],
});
