import { defineScenario } from '../../scenario.ts';

// The model is not there: what contradicts itself is refused before anything is read or run.
export default defineScenario({
  args: ['estimate', 'model.onnx', '--density', '0.5', '--data', 'mnist'],
  exitCode: 2,
  stderr: [/^error USAGE_OPTIONS: --density and --data do not go together/m],
});
