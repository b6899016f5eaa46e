import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { quickstartNet } from '@picojoule/nets';
import { exportOnnx } from '@picojoule/onnx';
import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['import', 'model.onnx'],
  exitCode: 1,
  stderr: [/ONNX_UNSUPPORTED: .*\n {2}- \uFFFD 2J: /, /^[\P{Cc}\n]*$/u],
  prepare(folder) {
    const file = Buffer.from(exportOnnx(quickstartNet({ seed: 1 })));
    file.write('\u001B\n2J', file.indexOf('Relu'));
    writeFileSync(join(folder, 'model.onnx'), file);
  },
});
