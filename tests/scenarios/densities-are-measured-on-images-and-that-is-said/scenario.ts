import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { quickstartNet } from '@picojoule/nets';
import { exportOnnx } from '@picojoule/onnx';
import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['estimate', 'model.onnx', '--data', 'mnist', '--images', '16', '--backend', 'tfjs-wasm'],
  exitCode: 0,
  stdout: [/Zeros of feature maps measured on 16 training images of MNIST/, /on tfjs-wasm/],
  prepare: (folder) =>
    writeFileSync(join(folder, 'model.onnx'), exportOnnx(quickstartNet({ seed: 1 }))),
});
