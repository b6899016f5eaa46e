import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineScenario } from '../../scenario.ts';
import { tinyClassifier } from '../../tiny-classifier.ts';

export default defineScenario({
  args: ['estimate', 'model.onnx', '--training', '--batch', '8'],
  exitCode: 0,
  stdout: [
    /eyeriss \(isca16, significance-map, layers without MACs too\)/,
    /A training step/,
    /All layer passes are priced/,
    /^y +7\.84 k/m,
    /^y \(weight-gradient\) +7\.84 k/m,
  ],
  prepare: (folder) => writeFileSync(join(folder, 'model.onnx'), tinyClassifier({ batch: 1 })),
});
