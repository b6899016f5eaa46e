import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['estimate', 'network.txt', '--energy', 'eyeris'],
  exitCode: 1,
  stderr: [/PLUGIN_UNKNOWN: .*"eyeris"\. Did you mean "eyeriss"\?/, /package#export/],
});
