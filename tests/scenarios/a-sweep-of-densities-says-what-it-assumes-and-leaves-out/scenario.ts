import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineScenario } from '../../scenario.ts';
import { tinyClassifier } from '../../tiny-classifier.ts';

export default defineScenario({
  args: ['estimate', 'model.onnx', '--sweep', 'density=0.5,1'],
  exitCode: 0,
  stdout: [/have the swept share of non-zeros/, /^Not priced$/m, /^Reshape is no CONV/m],
  prepare: (folder) => writeFileSync(join(folder, 'model.onnx'), tinyClassifier({ batch: 1 })),
});
