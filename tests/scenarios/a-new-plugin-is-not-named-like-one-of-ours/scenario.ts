import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['new', 'plugin', 'energy', 'eyeriss'],
  exitCode: 2,
  stderr: [/<name> cannot be "eyeriss": it takes a name that no plugin of Picojoule has/],
});
