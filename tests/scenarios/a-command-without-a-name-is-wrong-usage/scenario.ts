import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: [],
  exitCode: 2,
  stderr: [/USAGE_COMMAND_MISSING/, /pj --help/],
});
