import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineScenario } from '../../scenario.ts';
import { tinyClassifier } from '../../tiny-classifier.ts';

export default defineScenario({
  args: ['estimate', 'model.onnx', '--sweep', 'bits=2..4', '--format', 'csv'],
  exitCode: 0,
  stdout: [/^2,.*,1\r$/m, /^4,.*,[12]\.\d+\r$/m],
  prepare: (folder) => writeFileSync(join(folder, 'model.onnx'), tinyClassifier({ batch: 1 })),
});
