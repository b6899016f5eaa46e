import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { defineScenario } from '../../scenario.ts';
import { tinyClassifier } from '../../tiny-classifier.ts';

export default defineScenario({
  args: ['estimate', 'a.onnx', '--compare', 'b.txt', '--format', 'csv'],
  exitCode: 0,
  stdout: [/^a\.onnx,1,/m, /^b\.txt,4,/m],
  stderr: [/^The batches differ \(1, 4\), and a batch changes the energy per image/m],
  prepare(folder) {
    writeFileSync(join(folder, 'a.onnx'), tinyClassifier({ batch: 1 }));
    writeFileSync(
      join(folder, 'b.txt'),
      '1,27,27,96,4,0,16,5,5,48,256,0,16,27,27,256,4,0,16,1,1,2,2,2,2\n',
    );
  },
  after: (_, stdout) => expect(stdout).not.toContain('batches differ'),
});
