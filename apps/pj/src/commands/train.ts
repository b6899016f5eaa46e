import type { Config, Plugin } from '@picojoule/spec';
import { portArgs } from '../board/board-arguments.ts';
import { defineCommand } from '../command.ts';
import { configNoTraining } from '../config/errors.ts';
import { CONFIG_FILE, loadConfig } from '../config/load-config.ts';
import { optionValue } from '../errors.ts';
import { builtins } from '../plugins/builtins.ts';
import { resolvePlugin } from '../plugins/resolve-plugin.ts';
import { splitOutside } from '../plugins/split-outside.ts';
import { runArguments } from '../run/run-arguments.ts';
import { runConfig } from '../run/run-config.ts';

const example = 'pj train pj.config.ts --savers psg:beta=0.1,swa';
const call = { command: 'train', example };

export const train = defineCommand({
  example,
  args: {
    config: {
      type: 'positional',
      required: false,
      description: 'A config with `train`; pj.config.ts of this folder by default',
    },
    savers: {
      type: 'string',
      valueHint: 'plugins',
      description: `In place of the config's, separated by commas: ${Object.keys(builtins.saver).join(', ')}, or package#export; options follow, as in psg:beta=0.1`,
    },
    ...runArguments,
    port: {
      ...portArgs.port,
      description: 'Serial port of the board; without one, the golden device (simulated)',
    },
    baud: portArgs.baud,
  },
  async run({ config: file = CONFIG_FILE, savers, folder, backend, port, baud }, invocation) {
    const { config, directory, path } = await loadConfig(file, invocation.directory);
    if (config.train === undefined) throw configNoTraining(path);
    const named = savers === undefined ? undefined : await saversOf(savers, invocation.directory);
    const { prune: _, ...training } = config;
    const parts = [config.name ?? 'run', 'train', ...(named ?? []).map(({ name }) => name)];
    const changed: Config = {
      ...training,
      name: parts.join('-'),
      train: { ...config.train, ...(named && { savers: named }) },
    };
    await runConfig(
      {
        ...{ config: changed, configDirectory: directory, folder, name: 'train', backend },
        at: { port, baud, call },
      },
      invocation,
    );
    return 0;
  },
});

function saversOf(list: string, directory: string): Promise<Plugin<'saver'>[]> {
  const names = splitOutside(list, ',').map((name) => name.trim());
  if (names.includes('')) {
    throw optionValue('--savers', list, 'names of savers, separated by commas', call);
  }
  return Promise.all(names.map((name) => resolvePlugin('saver', name, directory)));
}
