import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['estimate', 'network.txt', '--energy', 'eyeriss:chp=jssc17'],
  exitCode: 2,
  stderr: [
    /USAGE_PLUGIN_OPTION: The plugin "eyeriss" has no option "chp"\. Did you mean "chip"\?/,
    /Its options there: chip, mapping, counting/,
  ],
  prepare: (folder) =>
    writeFileSync(
      join(folder, 'network.txt'),
      '1,27,27,96,4,0,16,5,5,48,256,0,16,27,27,256,4,0,16,1,1,2,2,2,2\n',
    ),
});
