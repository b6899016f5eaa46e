/** Arguments of every command that makes a run. */
export const runArguments = {
  folder: {
    type: 'string',
    valueHint: 'folder',
    description: 'Run folder, by default runs/<name>; a run that was stopped in it goes on',
  },
  backend: {
    type: 'string',
    valueHint: 'plugin',
    description: 'Where networks run, by default tfjs-native if it is set up, else tfjs-wasm',
  },
} as const;
