import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['calibrate', '--bench', 'none'],
  exitCode: 2,
  stderr: [/USAGE_VALUE: --bench cannot be "none"/],
});
