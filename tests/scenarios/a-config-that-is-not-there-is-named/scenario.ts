import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['run', 'other.config.ts'],
  exitCode: 1,
  stderr: [/CONFIG_MISSING: .*other\.config\.ts/],
});
