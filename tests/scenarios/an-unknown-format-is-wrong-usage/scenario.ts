import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['doctor', '--format', 'xml'],
  exitCode: 2,
  stderr: [/--format cannot be "xml": it takes one of table, json, csv/],
});
