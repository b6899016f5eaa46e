import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['estimate', 'network.txt'],
  exitCode: 1,
  stderr: [/FILE_EMPTY: .*network\.txt is empty/],
  prepare: (folder) => writeFileSync(join(folder, 'network.txt'), ''),
});
