import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['run'],
  exitCode: 1,
  stderr: [/CONFIG_SHAPE: .*pj\.config\.ts:1: "model\.name" is missing/],
});
