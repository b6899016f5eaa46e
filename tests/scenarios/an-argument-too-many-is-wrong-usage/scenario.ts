import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['estimate', 'a.onnx', 'b.onnx'],
  exitCode: 2,
  stderr: [/does not know what to do with "b\.onnx"/],
});
