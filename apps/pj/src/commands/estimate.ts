import { defineCommand } from '../command.ts';

export const estimate = defineCommand({
  example: 'pj estimate',
  args: {},
  run: () => Promise.reject(new Error('not written yet')),
});
