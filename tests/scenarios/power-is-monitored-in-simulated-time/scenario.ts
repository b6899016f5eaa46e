import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['board', 'monitor', '--seconds', '20', '--fast'],
  exitCode: 0,
  stdout: [
    /simulated/,
    /samples over 20\.\d+ s, without a gap/,
    /no uncertainty is stated/,
    /drift known to, ppm/,
  ],
  stderr: [/Reading power, seconds 20\/20/],
});
