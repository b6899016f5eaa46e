import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['train', '--backend', 'board'],
  exitCode: 1,
  stderr: [/BOARD_MEMORY: .* needs \d+ bytes .* has 131072/, /^((?!Run folder)[\s\S])*$/],
  after: (folder) => expect(existsSync(join(folder, 'runs'))).toBe(false),
});
