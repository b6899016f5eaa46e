import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['train', '--savers', 'psg,,swa'],
  exitCode: 2,
  stderr: [/USAGE_VALUE: --savers cannot be "psg,,swa": .*separated by commas/],
});
