import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineScenario } from '../../scenario.ts';
import { tinyClassifier } from '../../tiny-classifier.ts';

export default defineScenario({
  args: ['import', 'model.onnx', '--check', '--batch', '3', '--backend', 'tfjs-wasm'],
  exitCode: 0,
  stdout: [/The model fixes a batch of 1: --batch is not used/, /All outputs agree/],
  prepare: (folder) => writeFileSync(join(folder, 'model.onnx'), tinyClassifier({ batch: 1 })),
});
