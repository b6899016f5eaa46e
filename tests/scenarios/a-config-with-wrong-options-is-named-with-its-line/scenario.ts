import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['run'],
  exitCode: 1,
  stderr: [/PLUGIN_OPTIONS: .*pj\.config\.ts:5: The options of "smd" are wrong: dropProbability/],
});
