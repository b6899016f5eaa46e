import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['estimate', 'model.onnx', '--images', '8'],
  exitCode: 2,
  stderr: [/USAGE_OPTION_ALONE: --images does nothing without --data/],
});
