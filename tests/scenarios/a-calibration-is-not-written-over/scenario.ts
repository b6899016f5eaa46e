import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['calibrate'],
  exitCode: 1,
  prepare: (folder) => writeFileSync(join(folder, 'bench.json'), '{}'),
  stderr: [/FILE_EXISTS/, /--force/],
});
