import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineScenario } from '../../scenario.ts';
import { tinyClassifier } from '../../tiny-classifier.ts';

export default defineScenario({
  args: ['estimate', 'model.onnx', '--batch', '44'],
  exitCode: 0,
  stdout: [
    /in batches of\s+44/,
    /fixes a batch of 1; its images are independent, so it is priced for 44/,
  ],
  prepare: (folder) => writeFileSync(join(folder, 'model.onnx'), tinyClassifier({ batch: 1 })),
});
