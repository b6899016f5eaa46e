import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { doublingModel } from '@picojoule/onnx/testing';
import { defineScenario } from '../../scenario.ts';

/** Its last feature map has 16 GiB for one image. */
const HUGE = doublingModel([1, 2, 2], 30);

export default defineScenario({
  args: ['estimate', 'model.onnx'],
  exitCode: 0,
  stdout: [/30 of 30 layers are not priced/],
  prepare: (folder) => writeFileSync(join(folder, 'model.onnx'), HUGE),
});
