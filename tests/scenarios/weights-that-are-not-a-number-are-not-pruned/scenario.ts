import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineScenario } from '../../scenario.ts';
import { tinyClassifier } from '../../tiny-classifier.ts';

export default defineScenario({
  args: ['prune', 'model.onnx', '--backend', 'tfjs-wasm'],
  exitCode: 1,
  stderr: [/error MODEL_NOT_FINITE: .*2 values are NaN or infinite, in "w" \(2\)/],
  prepare: (folder) =>
    writeFileSync(
      join(folder, 'model.onnx'),
      tinyClassifier({ weights: [Number.NaN, 1, Number.POSITIVE_INFINITY] }),
    ),
  after(folder) {
    if (existsSync(join(folder, 'runs'))) throw new Error('a run folder was made');
  },
});
