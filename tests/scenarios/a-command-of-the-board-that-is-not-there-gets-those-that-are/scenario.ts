import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['board', 'montor'],
  exitCode: 2,
  stderr: [/no command "board montor"/, /`pj board list`.*`pj board monitor`/],
});
