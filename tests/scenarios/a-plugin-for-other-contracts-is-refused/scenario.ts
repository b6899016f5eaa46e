import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['estimate', 'network.txt', '--energy', './plugin.js#old'],
  exitCode: 1,
  stderr: [/PLUGIN_API_VERSION: .*version 99 of the contracts/],
});
