import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['estimate', 'network.txt', '--energy', './plugin.js#missing'],
  exitCode: 2,
  stderr: [/USAGE_PLUGIN_EXPORT: .*does not export "missing"/, /It exports .*nothing/],
});
