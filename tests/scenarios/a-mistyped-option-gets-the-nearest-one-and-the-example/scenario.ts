import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['estimate', 'model.onnx', '--enrgy', 'eyeriss'],
  exitCode: 2,
  stderr: [/no option "--enrgy". Did you mean "--energy"\?/, /For example: `pj estimate/],
});
