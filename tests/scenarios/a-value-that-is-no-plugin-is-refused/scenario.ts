import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['estimate', 'network.txt', '--energy', './plugin.js#nothing'],
  exitCode: 2,
  stderr: [/USAGE_PLUGIN_NONE: .*plugin\.js#nothing is no plugin/],
});
