import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['estimate', 'model.onnx', '--energy'],
  exitCode: 2,
  stderr: [/--energy needs a value/],
});
