import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['estimate', 'model.onnx'],
  exitCode: 1,
  stderr: [/ONNX_\w+: .*model\.onnx/],
  prepare: (folder) =>
    writeFileSync(
      join(folder, 'model.onnx'),
      Uint8Array.from({ length: 999 }, (_, i) => i * 83),
    ),
});
