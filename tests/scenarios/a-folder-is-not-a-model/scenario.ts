import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['import', 'model.onnx'],
  exitCode: 1,
  stderr: [/FILE_KIND: .*model\.onnx is a folder/],
  prepare(folder) {
    mkdirSync(join(folder, 'model.onnx'));
  },
});
