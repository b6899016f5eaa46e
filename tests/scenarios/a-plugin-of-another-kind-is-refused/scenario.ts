import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['estimate', 'network.txt', '--energy', './plugin.js#dropper'],
  exitCode: 2,
  stderr: [/USAGE_PLUGIN_KIND: .*kind "saver".*kind "energy"/],
});
