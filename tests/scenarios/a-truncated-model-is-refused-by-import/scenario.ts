import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { quickstartNet } from '@picojoule/nets';
import { exportOnnx } from '@picojoule/onnx';
import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['import', 'model.onnx'],
  exitCode: 1,
  stderr: [/ONNX_\w+: .*model\.onnx/],
  prepare: (folder) =>
    writeFileSync(
      join(folder, 'model.onnx'),
      exportOnnx(quickstartNet({ seed: 1 })).subarray(0, 9999),
    ),
});
