import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['estimate', 'network.txt', '--sweep', 'batch=1,4,16'],
  exitCode: 0,
  stdout: [/Note: line 2: the input has 96 channels/, /priced for others too/, /^ +16 .* 0\.\d+$/m],
  prepare(folder) {
    const line = (index: number) =>
      `${index},27,27,96,4,0,16,5,5,96,64,0,16,27,27,64,4,0,16,1,1,2,2,2,2\n`;
    writeFileSync(join(folder, 'network.txt'), line(1) + line(2));
  },
});
