import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { doublingModel } from '../../doubling-model.ts';
import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['import', 'model.onnx', '--check', '--backend', 'tfjs-wasm'],
  exitCode: 1,
  stderr: [/error MODEL_MEMORY: .*needs 48 GiB .* 2 images/],
  prepare: (folder) => writeFileSync(join(folder, 'model.onnx'), doublingModel()),
});
