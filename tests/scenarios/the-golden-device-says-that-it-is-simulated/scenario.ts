import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['board', 'info'],
  exitCode: 0,
  stdout: [/This is a simulated board\./, /clock, MHz +30/],
});
