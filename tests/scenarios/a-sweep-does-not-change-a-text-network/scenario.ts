import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['estimate', 'network.txt', '--sweep', 'bits=2..16'],
  exitCode: 2,
  stderr: [/--bits does not fit a text network/],
  prepare: (folder) =>
    writeFileSync(
      join(folder, 'network.txt'),
      '1,27,27,96,4,0,16,5,5,48,256,0,16,27,27,256,4,0,16,1,1,2,2,2,2\n',
    ),
});
