import { defineCommand } from '../command.ts';

export const reproduce = defineCommand({
  example: 'pj reproduce',
  args: {},
  run: () => Promise.reject(new Error('not written yet')),
});
