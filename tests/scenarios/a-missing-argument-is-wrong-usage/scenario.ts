import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['estimate'],
  exitCode: 2,
  stderr: [/needs <network>/, /For example: `pj estimate model\.onnx/],
});
