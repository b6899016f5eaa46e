import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['--help'],
  exitCode: 0,
  stdout: [
    /run/,
    /estimate/,
    /train/,
    /prune/,
    /report/,
    /import/,
    /reproduce/,
    /doctor/,
    /setup native/,
    /new plugin/,
    /EXAMPLE/,
  ],
});
