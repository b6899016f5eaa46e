import { defineCommand } from '../command.ts';

export const newPlugin = defineCommand({
  example: 'pj new-plugin',
  args: {},
  run: () => Promise.reject(new Error('not written yet')),
});
