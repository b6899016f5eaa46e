import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: [
    'board',
    'selftest',
    '--size',
    '200kB',
    '--drop',
    '0.02',
    '--flip',
    '0.05',
    '--cut',
    '0.02',
  ],
  exitCode: 0,
  stdout: [/simulated/, /All 200000 bytes went to the board and came back as they were/],
  stderr: [/Testing the link/],
});
