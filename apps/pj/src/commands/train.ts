import { defineCommand } from '../command.ts';
import { CONFIG_FILE, loadConfig } from '../config/load-config.ts';
import { configNoTraining } from '../errors.ts';
import { runArguments } from '../run/run-arguments.ts';
import { runConfig } from '../run/run-config.ts';

export const train = defineCommand({
  example: 'pj train pj.config.ts',
  args: {
    config: {
      type: 'positional',
      required: false,
      description: 'A config with `train`; pj.config.ts of this folder by default',
    },
    ...runArguments,
  },
  async run({ config: file = CONFIG_FILE, folder, backend }, invocation) {
    const { config, directory, path } = await loadConfig(file, invocation.directory);
    if (config.train === undefined) throw configNoTraining(path);
    const { prune: _, ...training } = config;
    await runConfig(
      {
        config: { ...training, name: `${config.name ?? 'run'}-train` },
        configDirectory: directory,
        folder,
        name: 'train',
        backend,
      },
      invocation,
    );
    return 0;
  },
});
