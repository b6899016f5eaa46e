import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineScenario } from '../../scenario.ts';
import { tinyClassifier } from '../../tiny-classifier.ts';

export default defineScenario({
  args: ['estimate', 'model.onnx'],
  exitCode: 0,
  stderr: [/^Warning: model\.onnx: 1 value is NaN or infinite, in "w" \(1\)/m],
  prepare: (folder) =>
    writeFileSync(join(folder, 'model.onnx'), tinyClassifier({ weights: [Number.NaN] })),
});
