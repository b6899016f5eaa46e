import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { defineScenario } from '../../scenario.ts';
import { tinyClassifier } from '../../tiny-classifier.ts';

export default defineScenario({
  args: ['estimate', 'model.onnx', '--training', '--explain', 'y (update)'],
  exitCode: 0,
  stdout: [/^y \(update\) of model\.onnx$/m, /^No mapping: y \(update\)/m, /^DRAM +ifmap/m],
  prepare: (folder) => writeFileSync(join(folder, 'model.onnx'), tinyClassifier({ batch: 1 })),
  after: (_, stdout) => expect(stdout).not.toMatch(/Loop nest|weight-gradient/),
});
