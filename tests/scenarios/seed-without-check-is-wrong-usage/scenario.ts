import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['import', 'model.onnx', '--seed', '2'],
  exitCode: 2,
  stderr: [/USAGE_OPTION_ALONE: --seed does nothing without --check/],
});
