import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { quickstartNet } from '@picojoule/nets';
import { exportOnnx } from '@picojoule/onnx';
import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['estimate', 'model.onnx', '--batch', '4'],
  exitCode: 0,
  stdout: [
    /Modelled by eyeriss/,
    /in batches of 4/,
    /--data measures their zeros/,
    /Not priced/,
    /Relu/,
  ],
  prepare: (folder) =>
    writeFileSync(join(folder, 'model.onnx'), exportOnnx(quickstartNet({ seed: 1 }))),
});
