import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['estimate', 'network.txt'],
  exitCode: 1,
  stderr: [/line 1 .*filter zero entries.*at most 614400.*614401/],
  prepare: (folder) =>
    writeFileSync(
      join(folder, 'network.txt'),
      '1,27,27,96,4,0,16,5,5,96,256,614401,16,27,27,256,4,0,16,1,1,2,2,2,2\n',
    ),
});
