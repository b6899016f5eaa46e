import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['run'],
  exitCode: 1,
  stderr: [/CONFIG_SHAPE: .*pj\.config\.ts has no default export, only config\./],
});
