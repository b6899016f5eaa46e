import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['estimate', 'network.txt'],
  exitCode: 1,
  stderr: [/FILE_MISSING: .*network\.txt/],
});
