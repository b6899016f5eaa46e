import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['train', '--backend', 'board'],
  exitCode: 1,
  stderr: [/BOARD_GATES: .*"block2"[\s\S]*random-skip or stochastic-depth/],
  after: (folder) => expect(existsSync(join(folder, 'runs'))).toBe(false),
});
