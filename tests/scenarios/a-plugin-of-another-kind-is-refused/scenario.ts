import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['estimate', 'network.txt', '--energy', './plugin.js#dropper'],
  exitCode: 1,
  stderr: [/PLUGIN_KIND: .*kind "saver".*kind "energy"/],
});
