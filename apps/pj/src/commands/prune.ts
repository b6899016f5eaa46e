import { defineCommand } from '../command.ts';

export const prune = defineCommand({
  example: 'pj prune',
  args: {},
  run: () => Promise.reject(new Error('not written yet')),
});
