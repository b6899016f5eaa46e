import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['estimate', 'model.onnx'],
  exitCode: 1,
  stderr: [/FILE_EMPTY: .*model\.onnx is empty/],
  prepare: (folder) => writeFileSync(join(folder, 'model.onnx'), ''),
});
