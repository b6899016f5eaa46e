import { defineCommand } from '../command.ts';

export const report = defineCommand({
  example: 'pj report',
  args: {},
  run: () => Promise.reject(new Error('not written yet')),
});
