import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineScenario } from '../../scenario.ts';
import { tinyClassifier } from '../../tiny-classifier.ts';

export default defineScenario({
  args: ['prune', 'model.onnx', '--backend', 'tfjs-wasm'],
  exitCode: 1,
  stderr: [/error ONNX_BATCH_FIXED: /, /so that each image stands for itself/],
  prepare: (folder) =>
    writeFileSync(join(folder, 'model.onnx'), tinyClassifier({ batch: 4, mixesImages: true })),
  after(folder) {
    if (existsSync(join(folder, 'runs'))) throw new Error('a run folder was made');
  },
});
