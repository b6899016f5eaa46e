import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['estimate', 'model.h5'],
  exitCode: 1,
  stderr: [/MODEL_ENDING: .*models end in \.onnx or \.txt\./],
  prepare: (folder) => writeFileSync(join(folder, 'model.h5'), 'HDF'),
});
