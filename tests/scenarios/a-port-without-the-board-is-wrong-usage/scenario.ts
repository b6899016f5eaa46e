import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['train', '--backend', 'tfjs-wasm', '--port', '/dev/ttyUSB1'],
  exitCode: 2,
  stderr: [/--port does nothing without the board: add --backend board/],
});
