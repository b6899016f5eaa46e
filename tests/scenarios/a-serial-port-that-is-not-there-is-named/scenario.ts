import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['board', 'info', '--port', '/dev/no-such-port'],
  exitCode: 1,
  stderr: [/SERIAL_NO_PORT: There is no serial port \/dev\/no-such-port/, /pj board list/],
});
