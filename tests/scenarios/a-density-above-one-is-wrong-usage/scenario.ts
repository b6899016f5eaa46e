import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineScenario } from '../../scenario.ts';
import { tinyClassifier } from '../../tiny-classifier.ts';

export default defineScenario({
  args: ['estimate', 'model.onnx', '--density', '1.5'],
  exitCode: 2,
  stderr: [/USAGE_VALUE: --density cannot be "1\.5": it takes a number from 0 to 1/],
  prepare: (folder) => writeFileSync(join(folder, 'model.onnx'), tinyClassifier({ batch: 1 })),
});
