import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['estimate', 'network.txt', '--format', 'csv'],
  exitCode: 0,
  stdout: [
    /^layer,dense MACs,.*ifmap.*modelled.*ofmap.*weight.*computation.*total/,
    /^layer 1,223948800,/m,
  ],
  prepare: (folder) =>
    writeFileSync(
      join(folder, 'network.txt'),
      '1,27,27,96,1,0,16,5,5,48,256,0,16,27,27,256,1,0,16,1,1,2,2,2,2\n',
    ),
});
