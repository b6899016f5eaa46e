import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['run', 'configs/pj.config.ts'],
  exitCode: 1,
  stderr: [/FILE_MISSING: .*configs.net\.onnx/, /relative ones start in .*configs\./],
  prepare(folder) {
    mkdirSync(join(folder, 'configs'));
    writeFileSync(join(folder, 'configs/pj.config.ts'), "export default { model: 'net.onnx' };\n");
  },
});
