import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['estimate', 'network.txt', '--energy', 'eyeriss-tool', '--explain', 'conv1'],
  exitCode: 0,
  stdout: [
    /^layer 1 of network\.txt$/m,
    /^DRAM +weight .* 16-bit word +200 /m,
    /^p +\d+ +filters in a PE$/m,
    /^(· )+at once E +\d+ +array$/m,
  ],
  prepare: (folder) =>
    writeFileSync(
      join(folder, 'network.txt'),
      '1,27,27,96,4,0,16,5,5,48,256,0,16,27,27,256,4,0,16,1,1,2,2,2,2\n',
    ),
});
