import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['run', '--backend', 'tfjs-wasm', '--folder', '/proc/picojoule'],
  exitCode: 1,
  stderr: [/FILE_WRITE: \/proc\/picojoule cannot be written/],
  // /proc refuses new folders to everyone, root included.
  skip: () => (process.platform === 'linux' ? undefined : 'there is no /proc'),
});
