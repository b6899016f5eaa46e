import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['estimate', 'model.onnx', '--bits', '1000'],
  exitCode: 2,
  stderr: [/--bits cannot be "1000": it takes a whole number from 1 to 64/],
});
