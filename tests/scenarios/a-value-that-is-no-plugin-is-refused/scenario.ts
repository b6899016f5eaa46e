import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['estimate', 'network.txt', '--energy', './plugin.js#nothing'],
  exitCode: 1,
  stderr: [/PLUGIN_NONE: .*plugin\.js#nothing is no plugin/],
});
