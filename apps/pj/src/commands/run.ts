import { defineCommand } from '../command.ts';
import { findConfig, loadConfig } from '../config/load-config.ts';
import { runArguments } from '../run/run-arguments.ts';
import { runConfig } from '../run/run-config.ts';

export const run = defineCommand({
  example: 'pj run pj.config.ts',
  args: {
    config: {
      type: 'positional',
      required: false,
      description: 'A config; pj.config.ts of this folder, or else the quickstart',
    },
    ...runArguments,
  },
  async run({ config: file, folder, backend }, invocation) {
    const { directory } = invocation;
    const loaded =
      file === undefined ? await findConfig(directory) : await loadConfig(file, directory);
    const config = loaded?.config ?? (await quickstart());
    const configDirectory = loaded?.directory ?? directory;
    await runConfig({ config, configDirectory, folder, name: 'run', backend }, invocation);
    return 0;
  },
});

const quickstart = async () =>
  (await import('../main-job/quickstart-config.ts')).quickstartConfig();
