import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['estimate', 'network.txt', '--compare', 'eyeriss,macs'],
  exitCode: 0,
  stdout: [/macs \/ eyeriss/, /^layer 1 .* 0\.\d{3}$/m, /^all .* 0\.\d{3}$/m],
  prepare: (folder) =>
    writeFileSync(
      join(folder, 'network.txt'),
      '1,27,27,96,4,0,16,5,5,48,256,0,16,27,27,256,4,0,16,1,1,2,2,2,2\n',
    ),
});
