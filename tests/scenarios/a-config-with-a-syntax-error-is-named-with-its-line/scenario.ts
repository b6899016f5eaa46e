import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['run'],
  exitCode: 1,
  stderr: [/CONFIG_FAILS: .*pj\.config\.ts:4: Unexpected token/],
});
