import { defineCommand } from '../command.ts';

export const importModel = defineCommand({
  example: 'pj import',
  args: {},
  run: () => Promise.reject(new Error('not written yet')),
});
