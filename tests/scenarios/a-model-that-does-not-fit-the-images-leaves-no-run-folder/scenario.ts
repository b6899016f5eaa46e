import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { resnet } from '@picojoule/nets';
import { exportOnnx } from '@picojoule/onnx';
import { expect } from 'vitest';
import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['prune', 'model.onnx', '--backend', 'tfjs-wasm'],
  exitCode: 1,
  stderr: [/DATA_SHAPE: .*\[3, 8, 8\].*\[1, 28, 28\]/, /^((?!Run folder)[\s\S])*$/],
  prepare: (folder) =>
    writeFileSync(join(folder, 'model.onnx'), exportOnnx(resnet({ depth: 8, shape: [3, 8, 8] }))),
  after: (folder) => expect(existsSync(join(folder, 'runs'))).toBe(false),
});
