import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['estimate', 'a.txt', '--compare', 'b.txt', '--energy', 'macs'],
  exitCode: 0,
  stdout: [/Ratios are to a\.txt/, /^b\.txt +4 .* 0\.50 .* 0\.50 .* 0\.50$/m],
  prepare(folder) {
    const line = (filters: number) =>
      `1,27,27,96,4,0,16,5,5,96,${filters},0,16,27,27,${filters},4,0,16,1,1,2,2,2,2\n`;
    writeFileSync(join(folder, 'a.txt'), line(256));
    writeFileSync(join(folder, 'b.txt'), line(128));
  },
});
