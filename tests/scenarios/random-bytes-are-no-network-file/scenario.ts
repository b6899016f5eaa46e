import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['estimate', 'network.txt'],
  exitCode: 1,
  stderr: [/FILE_TEXT: .*network\.txt is not text/],
  prepare: (folder) =>
    writeFileSync(
      join(folder, 'network.txt'),
      Uint8Array.from({ length: 999 }, (_, i) => i * 83),
    ),
});
