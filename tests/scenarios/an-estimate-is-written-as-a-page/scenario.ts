import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['estimate', 'network.txt', '--format', 'html', '--output', 'page.html'],
  exitCode: 0,
  prepare: (folder) =>
    writeFileSync(
      join(folder, 'network.txt'),
      '1,27,27,96,4,0,16,5,5,48,256,0,16,27,27,256,4,0,16,1,1,2,2,2,2\n',
    ),
  after(folder, stdout) {
    const page = readFileSync(join(folder, 'page.html'), 'utf8');
    if (stdout !== '' || !/<svg[\s\S]*layer 1, weight/.test(page)) throw new Error(stdout + page);
  },
});
