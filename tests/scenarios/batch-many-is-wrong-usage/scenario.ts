import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['estimate', 'model.onnx', '--batch', 'many'],
  exitCode: 2,
  stderr: [/--batch cannot be "many": it takes a whole number from 1/],
});
