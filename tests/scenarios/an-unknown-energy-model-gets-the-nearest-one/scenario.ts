import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['estimate', 'network.txt', '--energy', 'eyeris'],
  exitCode: 2,
  stderr: [/USAGE_PLUGIN_UNKNOWN: .*"eyeris"\. Did you mean "eyeriss"\?/, /package#export/],
});
