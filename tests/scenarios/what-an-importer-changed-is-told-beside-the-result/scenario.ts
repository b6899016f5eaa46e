import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tinyModel } from '@picojoule/onnx/testing';
import { defineScenario } from '../../scenario.ts';

const DOUBLE = 11;
const eye = { dataType: DOUBLE, dims: [2, 2], doubleData: [1, 0, 0, 1] };

export default defineScenario({
  args: ['estimate', 'model.onnx', '--format', 'json'],
  exitCode: 0,
  stderr: [
    /^Note: model\.onnx: operator set 99 is newer than .*\.$/m,
    /^Note: model\.onnx: tensor "w" was converted from double to float32 \(and 1 more like it\)\.$/m,
  ],
  prepare: (folder) =>
    writeFileSync(
      join(folder, 'model.onnx'),
      tinyModel({
        opset: 99,
        inputs: { x: ['n', 2] },
        initializers: { w: eye, u: eye },
        nodes: [
          { op: 'MatMul', inputs: ['x', 'w'], outputs: ['h'] },
          { op: 'MatMul', inputs: ['h', 'u'] },
        ],
      }),
    ),
  after(_, stdout) {
    JSON.parse(stdout);
    if (stdout.includes('converted')) throw new Error('the note stands in the result');
  },
});
