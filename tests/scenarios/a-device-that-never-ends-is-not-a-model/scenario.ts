import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['estimate', '/dev/zero'],
  exitCode: 1,
  stderr: [/FILE_KIND: \/dev\/zero is a device/],
});
