import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['estimate', 'network.txt'],
  exitCode: 1,
  stderr: [/pj\.config\.ts:1: .*broken/, /"eyeriss:\{\}" is the built-in/],
  prepare(folder) {
    writeFileSync(join(folder, 'pj.config.ts'), `throw new Error('broken');\n`);
    writeFileSync(
      join(folder, 'network.txt'),
      '1,27,27,96,4,0,16,5,5,48,256,0,16,27,27,256,4,0,16,1,1,2,2,2,2\n',
    );
  },
});
