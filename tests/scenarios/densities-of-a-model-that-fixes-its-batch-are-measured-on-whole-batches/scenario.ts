import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineScenario } from '../../scenario.ts';
import { tinyClassifier } from '../../tiny-classifier.ts';

export default defineScenario({
  args: ['estimate', 'model.onnx', '--data', 'mnist', '--images', '16', '--backend', 'tfjs-wasm'],
  exitCode: 0,
  stdout: [/Zeros of feature maps measured on 15 training images of MNIST/],
  prepare: (folder) =>
    writeFileSync(join(folder, 'model.onnx'), tinyClassifier({ batch: 3, mixesImages: true })),
});
