import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['measure', '--seconds', '1'],
  exitCode: 2,
  stderr: [/--seconds cannot be "1": it takes a number from 10/],
});
