import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['new', 'plugin', 'power', 'my-model'],
  exitCode: 2,
  stderr: [/<kind> cannot be "power": it takes energy, pruning, saver/],
});
