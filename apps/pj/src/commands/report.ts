import { resolve } from 'node:path';
import { defineCommand } from '../command.ts';
import { forceArgument } from '../files/write-file.ts';
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
    ...forceArgument,
  },
  async run({ run, output, force }, invocation) {
    const { directory } = invocation;
    const page = output === undefined ? undefined : { path: resolve(directory, output), force };
    await showRun(resolve(directory, run), invocation, page);
    return 0;
  },
});
