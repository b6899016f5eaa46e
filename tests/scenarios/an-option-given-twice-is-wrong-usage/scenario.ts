import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['estimate', 'network.txt', '--sweep', 'bits=2..4', '--sweep', 'batch=1,2'],
  exitCode: 2,
  stderr: [/--sweep is given twice; it takes one value/],
});
