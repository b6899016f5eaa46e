import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { quickstartNet } from '@picojoule/nets';
import { exportOnnx } from '@picojoule/onnx';
import { expect } from 'vitest';
import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['estimate', 'model.onnx', '--format', 'csv'],
  exitCode: 0,
  stdout: [/^layer,dense MACs,/],
  stderr: [
    /^Feature maps count as dense/m,
    /^Not priced: relu1, .* \(Relu .*\)\.$/m,
    /^Not priced: flatten1 /m,
  ],
  prepare: (folder) =>
    writeFileSync(join(folder, 'model.onnx'), exportOnnx(quickstartNet({ seed: 1 }))),
  after: (_, stdout) => expect(stdout).not.toContain('relu1'),
});
