import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['run'],
  exitCode: 1,
  stderr: [
    /CONFIG_SHAPE: .*pj\.config\.ts:6: energy\.0: here stands a plugin of kind "energy", not "smd", which is of kind "saver"/,
  ],
});
