import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineScenario } from '../../scenario.ts';
import { tinyClassifier } from '../../tiny-classifier.ts';

export default defineScenario({
  args: ['estimate', 'model.onnx', '--training', '--format', 'tool'],
  exitCode: 0,
  stdout: [/^Layer_Index,.*,Layer$/m, /^2,.*,y$/m, /^\d+,.*,y \(weight-gradient\)$/m],
  prepare: (folder) => writeFileSync(join(folder, 'model.onnx'), tinyClassifier({ batch: 1 })),
});
