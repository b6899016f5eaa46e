import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['estimate', 'model.onnx', '--bits', '1.5'],
  exitCode: 2,
  stderr: [/--bits cannot be "1\.5": it takes a whole number from 1/],
});
