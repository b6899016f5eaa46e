import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['estimate', 'model.onnx', '--batch', '0'],
  exitCode: 2,
  stderr: [/--batch cannot be "0": it takes a whole number from 1/],
});
