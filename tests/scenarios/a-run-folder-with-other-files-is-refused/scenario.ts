import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['run', '--backend', 'tfjs-wasm', '--folder', 'taken'],
  exitCode: 1,
  stderr: [/LAB_FOREIGN_FOLDER: .*notes\.txt/],
  prepare(folder) {
    mkdirSync(join(folder, 'taken'));
    writeFileSync(join(folder, 'taken', 'notes.txt'), 'mine');
  },
});
