import { resolve } from 'node:path';
import type { EnergyEstimate, Report } from '@picojoule/spec';
import { defineCommand, type Invocation } from '../command.ts';
import { optionsExclusive } from '../errors.ts';
import { energyModel } from '../estimate/energy-model.ts';
import { estimateReport, scaleOf } from '../estimate/estimate-report.ts';
import { modelFor } from '../estimate/model-for.ts';
import { openNetwork } from '../estimate/network.ts';
import { priceNumber, priceSettings } from '../estimate/price-settings.ts';
import { parseSweep, sweep } from '../estimate/sweep.ts';
import { notesBeside, textOfReport } from '../estimate/text-of-report.ts';
import { toolRows, toolText } from '../estimate/tool-text.ts';
import { unpricedNotes } from '../estimate/unpriced.ts';
import { forceArgument, writeOutputFile } from '../files/write-file.ts';
import { builtins } from '../plugins/builtins.ts';
import { refuseAlone } from '../terminal/refuse-alone.ts';

const example = 'pj estimate model.onnx --energy eyeriss --batch 44 --bits 16';
const call = { command: 'estimate', example };
const ENERGY = 'eyeriss';

export const estimate = defineCommand({
  example,
  formats: ['html', 'svg', 'tool'],
  args: {
    network: {
      type: 'positional',
      required: true,
      description: 'An ONNX file, or a text file of 25 numbers a layer (the Eyeriss tool’s)',
    },
    energy: {
      type: 'string',
      valueHint: 'plugin',
      description: `${Object.keys(builtins.energy).join(', ')}, a name of pj.config.ts, or package#export; options follow, as in eyeriss:chip=jssc17 (Default: ${ENERGY})`,
    },
    batch: {
      type: 'string',
      valueHint: 'images',
      description: 'Images at a time (Default: what the file fixes, else 16)',
    },
    bits: { type: 'string', valueHint: 'bits', description: 'Of every value (Default: 16)' },
    density: {
      type: 'string',
      valueHint: 'share or file.json',
      description: 'Share of non-zeros of feature maps, or a JSON file of shares by value',
    },
    data: {
      type: 'string',
      valueHint: 'plugin',
      description: 'Measure the share of zeros on images of this dataset, such as mnist',
    },
    images: { type: 'string', valueHint: 'count', description: 'For --data (Default: 256)' },
    backend: { type: 'string', valueHint: 'plugin', description: 'For --data' },
    importer: { type: 'string', valueHint: 'plugin', description: 'Of the model file' },
    training: {
      type: 'boolean',
      description: 'Price a training step: gradients and update beside the forward pass',
    },
    'mac-energy': {
      type: 'string',
      valueHint: 'pJ or 65nm',
      description:
        'Answer in joules: of a MAC, in picojoules or as a technology has it (45nm, 65nm)',
    },
    explain: {
      type: 'string',
      valueHint: 'layer',
      description:
        'Show mapping, loop nest and accesses of one layer, by its name or as CONV2, FC1, or of one pass, as in "CONV2 (update)"',
    },
    compare: {
      type: 'string',
      valueHint: 'a,b',
      description: 'Set energy models side by side, or other network files beside this one',
    },
    sweep: {
      type: 'string',
      valueHint: 'bits=2..16',
      description: 'A table over bits, batch or density: a range, or values as in batch=1,4,16',
    },
    output: { type: 'string', valueHint: 'file', description: 'Write the result there' },
    'write-network': {
      type: 'string',
      valueHint: 'file',
      description: 'Also write the network as the 25 numbers a layer',
    },
    ...forceArgument,
  },
  async run(args, invocation) {
    refuseAlone(args, ['images', 'backend'], 'data', call);
    refuseTogether(args, invocation.format);
    const { text, notes = [] } = await answer(args, invocation);
    if (args.output === undefined) invocation.write(text);
    else writeFile(args.output, text, args, invocation);
    for (const note of notes) invocation.progress.line(note);
    return 0;
  },
});

type Arguments = Parameters<typeof estimate.run>[0];

interface Answer {
  readonly text: string;
  /** For a reader beside the program that takes the text. */
  readonly notes?: readonly string[];
}

async function answer(args: Arguments, invocation: Invocation): Promise<Answer> {
  const { directory, format } = invocation;
  const settings = priceSettings(args, call);
  const networkArguments = { ...args, images: priceNumber('images', args.images, call) };
  const points = args.sweep === undefined ? undefined : parseSweep(args.sweep, call);
  if (points !== undefined && args[points.setting] !== undefined)
    throw optionsExclusive(`--${points.setting}`, `--sweep ${points.setting}`, call);
  if (args.data !== undefined && points?.setting === 'density')
    throw optionsExclusive('--sweep density', '--data', call);
  const batch = settings.batch ?? (points?.setting === 'batch' ? points.values[0] : undefined);
  const open = (file: string) => openNetwork(file, networkArguments, { invocation, call, batch });
  const models = { directory, settings, macEnergy: args['mac-energy'], call };
  const show = async (report: Report) => ({
    text: await textOfReport(report, invocation),
    notes: notesBeside(report, format),
  });

  if (args.compare !== undefined) {
    const { compare } = await import('../estimate/compare.ts');
    const { network, energy } = args;
    const context = { network, energy, defaultEnergy: ENERGY, settings, open, models, call };
    return show(await compare(args.compare, context));
  }
  const model = await energyModel(args.energy ?? ENERGY, models);
  const source = await open(args.network);
  if (points !== undefined) return show(sweep(points, source, settings, model));
  const network = source(settings);
  const priced = modelFor(model, network.workloads);
  const file = args['write-network'];
  if (file !== undefined) {
    const { formatNetwork } = await import('@picojoule/energy');
    writeFile(file, formatNetwork(network.workloads), args, invocation);
  }
  if (args.explain !== undefined) {
    const { explainReport } = await import('../estimate/explain-report.ts');
    return show(explainReport(network, priced, args.explain));
  }
  const found: EnergyEstimate = priced.estimate(network.workloads);
  if (format === 'tool') {
    const perImage = scaleOf(network, found).per === 'per image';
    const scale = perImage ? ['The tool’s format is per batch; the table is per image.'] : [];
    const notes = [...scale, ...toolRows(found), ...unpricedNotes(found)];
    return { text: await toolText(found), notes };
  }
  const shown = await show(estimateReport(network, found));
  return format === 'csv' ? { ...shown, notes: [...shown.notes, ...unpricedNotes(found)] } : shown;
}

/** What cannot both be meant; an explanation, a comparison and a sweep are each an answer of their own. */
function refuseTogether(args: Arguments, format: string): void {
  if (args.density !== undefined && args.data !== undefined)
    throw optionsExclusive('--density', '--data', call);
  if (args['write-network'] !== undefined && args.training === true)
    throw optionsExclusive('--write-network', '--training', call);
  const given = (['explain', 'compare', 'sweep'] as const).filter(
    (name) => args[name] !== undefined,
  );
  const names = given.map((name) => `--${name}`);
  if (format === 'tool') names.push('--format tool');
  else if (args['write-network'] !== undefined && args.explain === undefined)
    names.push('--write-network');
  if (given.length > 0 && names.length > 1) throw optionsExclusive(names[0]!, names[1]!, call);
}

function writeFile(
  file: string,
  text: string,
  { force }: Arguments,
  { directory }: Invocation,
): void {
  writeOutputFile(resolve(directory, file), text, { force });
}
