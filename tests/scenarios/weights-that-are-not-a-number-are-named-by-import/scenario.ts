import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineScenario } from '../../scenario.ts';
import { tinyClassifier } from '../../tiny-classifier.ts';

export default defineScenario({
  args: ['import', 'model.onnx', '--check', '--backend', 'tfjs-wasm'],
  exitCode: 1,
  stdout: [/1 value is NaN or infinite, in "w" \(1\)/, /NaN or infinite, and so not compared: "y"/],
  prepare: (folder) =>
    writeFileSync(join(folder, 'model.onnx'), tinyClassifier({ weights: [Number.NaN] })),
});
