import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineScenario } from '../../scenario.ts';
import { tinyClassifier } from '../../tiny-classifier.ts';

export default defineScenario({
  args: ['estimate', 'a.txt', '--compare', 'model.onnx', '--batch', '44'],
  exitCode: 0,
  stdout: [
    /^a\.txt +44 /m,
    /^model\.onnx +44 /m,
    /a\.txt: The file states a batch of 4; it is priced/,
  ],
  prepare(folder) {
    writeFileSync(join(folder, 'model.onnx'), tinyClassifier({ batch: 1 }));
    writeFileSync(
      join(folder, 'a.txt'),
      '1,27,27,96,4,0,16,5,5,48,256,0,16,27,27,256,4,0,16,1,1,2,2,2,2\n',
    );
  },
});
