import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineScenario } from '../../scenario.ts';

const LINE = '1,27,27,96,1,0,16,5,5,48,256,0,16,27,27,256,1,0,16,1,1,2,2,2,2';

export default defineScenario({
  args: ['estimate', 'network.txt', '--write-network', './network.txt'],
  exitCode: 1,
  stderr: [/FILE_IS_INPUT: .*network\.txt is the file that was read/],
  // Without the line's end, so that a written file would differ.
  prepare: (folder) => writeFileSync(join(folder, 'network.txt'), LINE),
  after(folder) {
    if (readFileSync(join(folder, 'network.txt'), 'utf8') !== LINE) throw new Error('it changed');
  },
});
