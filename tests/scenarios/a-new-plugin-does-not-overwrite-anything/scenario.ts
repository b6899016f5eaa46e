import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['new', 'plugin', 'energy', 'my-model'],
  exitCode: 1,
  stderr: [/FOLDER_NOT_EMPTY: .*my-model holds files already/],
  prepare(folder) {
    mkdirSync(join(folder, 'my-model'));
    writeFileSync(join(folder, 'my-model', 'notes.txt'), 'mine');
  },
});
