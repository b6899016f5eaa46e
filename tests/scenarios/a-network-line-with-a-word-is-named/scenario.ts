import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['estimate', 'network.txt'],
  exitCode: 1,
  stderr: [/ENERGY_NETWORK_FILE: .*network\.txt: .*line 1 .*filters.*many/],
  prepare: (folder) =>
    writeFileSync(
      join(folder, 'network.txt'),
      '1,27,27,96,1,0,16,5,5,48,many,0,16,27,27,256,1,0,16,1,1,2,2,2,2\n',
    ),
});
