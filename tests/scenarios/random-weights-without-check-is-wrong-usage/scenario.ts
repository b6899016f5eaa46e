import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['import', 'model.onnx', '--random-weights'],
  exitCode: 2,
  stderr: [/USAGE_OPTION_ALONE: --random-weights does nothing without --check/],
});
