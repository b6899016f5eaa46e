import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['estimate', 'nowhere/model.onnx'],
  exitCode: 1,
  stderr: [/FILE_MISSING: There is no file .*nowhere\/model\.onnx/],
});
