import { basename, extname } from 'node:path';
import type { Config } from '@picojoule/spec';
import { defineCommand } from '../command.ts';
import { resolvePlugin } from '../plugins/resolve-plugin.ts';
import { runArguments } from '../run/run-arguments.ts';
import { runConfig } from '../run/run-config.ts';
import { numberOption } from '../terminal/number-option.ts';

const example = 'pj prune model.onnx --data mnist --bound 1';
const call = { command: 'prune', example };

export const prune = defineCommand({
  example,
  args: {
    model: { type: 'positional', required: true, description: 'An ONNX file' },
    data: {
      type: 'string',
      valueHint: 'plugin',
      default: 'mnist',
      description: 'Images to fine-tune and judge on',
    },
    strategy: {
      type: 'string',
      valueHint: 'plugin',
      default: 'energy-aware',
      description: 'What is removed',
    },
    energy: {
      type: 'string',
      valueHint: 'plugin',
      default: 'eyeriss',
      description: 'The model that prices it',
    },
    bound: {
      type: 'string',
      valueHint: 'points',
      default: '1',
      description: 'Largest loss of accuracy, in points',
    },
    seed: { type: 'string', valueHint: 'number', default: '1', description: 'Of all chance' },
    ...runArguments,
  },
  async run({ model, data, strategy, energy, bound, seed, folder, backend }, invocation) {
    const { directory } = invocation;
    const name = `${basename(model, extname(model))}-pruned`;
    const config: Config = {
      name,
      seed: numberOption('--seed', seed, { least: 0, most: 2 ** 32 - 1, whole: true }, call),
      model,
      data: await resolvePlugin('dataset', data, directory),
      energy: [await resolvePlugin('energy', energy, directory)],
      prune: {
        strategies: [await resolvePlugin('pruning', strategy, directory)],
        bound: numberOption('--bound', bound, { least: 0, most: 100 }, call),
      },
    };
    await runConfig({ config, configDirectory: directory, folder, name, backend }, invocation);
    return 0;
  },
});
