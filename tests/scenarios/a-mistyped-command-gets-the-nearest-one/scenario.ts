import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['estimat', 'model.onnx'],
  exitCode: 2,
  stderr: [/no command "estimat". Did you mean "estimate"\?/],
});
