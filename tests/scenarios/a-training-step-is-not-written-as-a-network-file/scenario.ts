import { defineScenario } from '../../scenario.ts';

// The model is not there: what contradicts itself is refused before anything is read or run.
export default defineScenario({
  args: ['estimate', 'model.onnx', '--training', '--write-network', 'n.txt'],
  exitCode: 2,
  stderr: [/^error USAGE_OPTIONS: --write-network and --training do not go together/m],
});
