import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['run', '--backend', 'tfjs-wasm', '--folder', '/proc/picojoule'],
  exitCode: 1,
  stderr: [/LAB_NOT_ALLOWED: \/proc\/picojoule cannot be made/],
  // /proc refuses new folders to everyone, root included.
  skip: () => (process.platform === 'linux' ? undefined : 'there is no /proc'),
});
