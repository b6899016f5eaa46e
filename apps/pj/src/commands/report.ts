import { resolve } from 'node:path';
import { defineCommand } from '../command.ts';
import { showRun } from '../run/show-run.ts';

export const report = defineCommand({
  example: 'pj report runs/quickstart',
  args: {
    run: { type: 'positional', required: true, description: 'A run folder' },
    output: {
      type: 'string',
      valueHint: 'file',
      description: 'Where to write the page, by default report.html in the run folder',
    },
  },
  async run({ run, output }, invocation) {
    await showRun(resolve(invocation.directory, run), invocation, output);
    return 0;
  },
});
