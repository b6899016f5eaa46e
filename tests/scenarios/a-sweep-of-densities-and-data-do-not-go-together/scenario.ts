import { defineScenario } from '../../scenario.ts';

// The model is not there: what contradicts itself is refused before anything is read or run.
export default defineScenario({
  args: ['estimate', 'model.onnx', '--sweep', 'density=0.5,1', '--data', 'mnist'],
  exitCode: 2,
  stderr: [/^error USAGE_OPTIONS: --sweep density and --data do not go together/m],
});
