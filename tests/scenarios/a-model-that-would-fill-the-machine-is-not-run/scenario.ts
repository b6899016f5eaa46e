import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { doublingModel } from '@picojoule/onnx/testing';
import { defineScenario } from '../../scenario.ts';

/** Its last feature map has 16 GiB for one image. */
const HUGE = doublingModel([1, 2, 2], 30);

export default defineScenario({
  args: ['import', 'model.onnx', '--check', '--backend', 'tfjs-wasm'],
  exitCode: 1,
  stderr: [/error MODEL_MEMORY: .*needs 48 GiB .* 2 images/],
  prepare: (folder) => writeFileSync(join(folder, 'model.onnx'), HUGE),
});
