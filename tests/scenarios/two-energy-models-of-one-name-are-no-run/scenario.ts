import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['run'],
  exitCode: 2,
  stderr: [
    /USAGE_PLUGIN_TWICE: The config makes 2 energy plugins "eyeriss": energy\[0\] and energy\[1\]/,
  ],
  after(cwd) {
    expect(existsSync(join(cwd, 'runs'))).toBe(false);
  },
});
