import { defineCommand } from '../command.ts';

export const run = defineCommand({
  example: 'pj run',
  args: {},
  run: () => Promise.reject(new Error('not written yet')),
});
