import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineScenario } from '../../scenario.ts';
import { tinyClassifier } from '../../tiny-classifier.ts';

export default defineScenario({
  args: ['estimate', 'model.onnx', '--batch', '44'],
  exitCode: 1,
  stderr: [
    /ESTIMATE_BATCH_FIXED: model\.onnx cannot be priced for a batch of 44: its file fixes 3, and/,
    /Leave --batch at 3, or export/,
  ],
  prepare: (folder) =>
    writeFileSync(join(folder, 'model.onnx'), tinyClassifier({ batch: 3, mixesImages: true })),
});
