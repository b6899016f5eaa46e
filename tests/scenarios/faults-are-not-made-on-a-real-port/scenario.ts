import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['board', 'selftest', '--port', '/dev/no-such-port', '--drop', '0.1'],
  exitCode: 2,
  stderr: [/--drop does nothing without the golden device/],
});
