import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { quickstartNet } from '@picojoule/nets';
import { exportOnnx } from '@picojoule/onnx';
import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['import', 'model.onnx', '--check', '--random-weights', '--backend', 'tfjs-wasm'],
  exitCode: 0,
  stdout: [/All outputs agree with ONNX Runtime/],
  prepare: (folder) =>
    writeFileSync(join(folder, 'model.onnx'), exportOnnx(quickstartNet({ seed: 1 }))),
});
