import { extname, resolve } from 'node:path';
import type { EnergyEstimate } from '@picojoule/spec';
import { defineCommand } from '../command.ts';
import { toolFormatUnit } from '../errors.ts';
import { estimateReport, unpricedNotes } from '../estimate/estimate-report.ts';
import { networkOfGraph, networkOfText, TEXT_ENDING } from '../estimate/network.ts';
import { forceArgument, writeOutputFile } from '../files/write-file.ts';
import { resolvePlugin } from '../plugins/resolve-plugin.ts';
import { numberOption } from '../terminal/number-option.ts';
import { refuseAlone } from '../terminal/refuse-alone.ts';

const example = 'pj estimate model.onnx --energy eyeriss';
const call = { command: 'estimate', example };
const COUNT = { least: 1, most: 65_536, whole: true };
const RANGES = { batch: COUNT, bits: { ...COUNT, most: 64 }, images: COUNT };

export const estimate = defineCommand({
  example,
  formats: ['tool'],
  args: {
    network: {
      type: 'positional',
      required: true,
      description: 'An ONNX file, or a text file of 25 numbers a layer (the Eyeriss tool’s)',
    },
    energy: {
      type: 'string',
      valueHint: 'plugin',
      default: 'eyeriss',
      description: 'eyeriss, macs, parameters, a name of pj.config.ts, or package#export',
    },
    batch: { type: 'string', valueHint: 'images', description: 'Images at a time (Default: 16)' },
    bits: { type: 'string', valueHint: 'bits', description: 'Of every value (Default: 16)' },
    data: {
      type: 'string',
      valueHint: 'plugin',
      description: 'Measure the share of zeros on images of this dataset, such as mnist',
    },
    images: { type: 'string', valueHint: 'count', description: 'For --data (Default: 256)' },
    backend: { type: 'string', valueHint: 'plugin', description: 'For --data' },
    importer: { type: 'string', valueHint: 'plugin', description: 'Of the model file' },
    'write-network': {
      type: 'string',
      valueHint: 'file',
      description: 'Also write the network as the 25 numbers a layer',
    },
    ...forceArgument,
  },
  async run(args, invocation) {
    const { directory, format, print, write } = invocation;
    refuseAlone(args, ['images', 'backend'], 'data', call);
    const count = (option: 'batch' | 'bits' | 'images') =>
      args[option] === undefined
        ? undefined
        : numberOption(`--${option}`, args[option], RANGES[option], call);
    const settings = { batch: count('batch'), bits: count('bits'), images: count('images') };
    const model = await resolvePlugin('energy', args.energy, directory);
    const network =
      extname(args.network).toLowerCase() === TEXT_ENDING
        ? await networkOfText(args, settings, directory, call)
        : await networkOfGraph(args, settings, invocation);
    const found: EnergyEstimate = model.estimate(network.workloads);

    const { formatBreakdown, formatNetwork } = await import('@picojoule/energy');
    const file = args['write-network'];
    if (file !== undefined) {
      writeOutputFile(resolve(directory, file), formatNetwork(network.workloads), {
        input: resolve(directory, args.network),
        force: args.force,
      });
    }
    const report = estimateReport(network, found);
    // A program that reads CSV wants one table: that of the layers.
    if (format === 'csv') {
      print({ ...report, sections: report.sections.slice(0, 1) });
      for (const note of unpricedNotes(found)) invocation.progress.line(note);
    } else if (format !== 'tool') print(report);
    else if (inMacUnits(found)) write(formatBreakdown(found));
    else throw toolFormatUnit(found.model, found.unit);
    return 0;
  },
});

const inMacUnits = (found: EnergyEstimate): found is EnergyEstimate<'MAC'> => found.unit === 'MAC';
