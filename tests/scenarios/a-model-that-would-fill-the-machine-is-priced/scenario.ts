import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { doublingModel } from '../../doubling-model.ts';
import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['estimate', 'model.onnx'],
  exitCode: 0,
  stdout: [/30 of 30 layers are not priced/],
  prepare: (folder) => writeFileSync(join(folder, 'model.onnx'), doublingModel()),
});
