import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['board', 'monitor', '--port', '/dev/ttyUSB0', '--fast'],
  exitCode: 2,
  stderr: [/--fast does nothing without the golden device/],
});
