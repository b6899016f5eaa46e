import { defineCommand } from '../command.ts';

export const train = defineCommand({
  example: 'pj train',
  args: {},
  run: () => Promise.reject(new Error('not written yet')),
});
