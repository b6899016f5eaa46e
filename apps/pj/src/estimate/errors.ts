import { PicojouleError } from '@picojoule/spec';
import { type CommandCall, didYouMean, seeHelp, USAGE } from '../errors.ts';

export const optionForText = (option: string, { command, example }: CommandCall) =>
  new PicojouleError({
    code: `${USAGE}_TEXT_NETWORK`,
    message: `${option} does not fit a text network: its lines state bits and zeros, of a forward pass.`,
    next: seeHelp(command, example),
  });

export const macEnergyOfJoules = (model: string, { command, example }: CommandCall) =>
  new PicojouleError({
    code: `${USAGE}_MAC_ENERGY`,
    message: `--mac-energy does nothing: "${model}" answers in joules already.`,
    next: seeHelp(command, example),
  });

export const macEnergyOfCount = (
  model: string,
  counts: string,
  { command, example }: CommandCall,
) =>
  new PicojouleError({
    code: `${USAGE}_MAC_ENERGY`,
    message: `--mac-energy does not fit "${model}", which counts ${counts}.`,
    next: seeHelp(command, example),
  });

export const toolFormatUnit = (model: string, unit: string) =>
  new PicojouleError({
    code: 'ESTIMATE_TOOL_UNIT',
    message: `The tool's format is in units of one MAC, but "${model}" answers in ${unit}.`,
    next: 'Choose `--format csv`, or the model eyeriss.',
  });

export const layerUnknown = (
  layer: string,
  layers: readonly string[],
  nearest: string | undefined,
) =>
  new PicojouleError({
    code: `${USAGE}_LAYER`,
    message: `There is no layer "${layer}".${didYouMean(nearest)}`,
    next: `Its layers: ${layers.join(', ')}; CONV1, FC1 ... count those with weights.`,
  });

export const layerNamedTwice = (layer: string, first: string, second: string) =>
  new PicojouleError({
    code: `${USAGE}_LAYER_TWICE`,
    message: `"${first}" and "${second}" both mean the layer "${layer}".`,
    next: 'Give settings for it once.',
  });

export const layerPasses = (name: string, passes: readonly string[]) =>
  new PicojouleError({
    code: `${USAGE}_LAYER`,
    message: `There is no layer pass "${name}".`,
    next: `That layer's: ${[...new Set(passes)].join(', ')}${passes.length === 1 ? '; --training adds the others' : ''}.`,
  });

export const batchFixed = (network: string, wanted: number, reason: string, next: string) =>
  new PicojouleError({
    code: 'ESTIMATE_BATCH_FIXED',
    message: `${network} cannot be priced for a batch of ${wanted}: ${reason.replace(/\.$/, '')}.`,
    next,
  });

export const noPlot = (what: string) =>
  new PicojouleError({
    code: 'ESTIMATE_NO_PLOT',
    message: `There is nothing to draw of ${what}.`,
    next: 'Choose another `--format`.',
  });

export const densitiesDamaged = (path: string, problem: string) =>
  new PicojouleError({
    code: 'ESTIMATE_DENSITIES',
    message: `${path}: ${problem}.`,
    next: 'Write a JSON object of shares from 0 to 1 by names of values, as in {"relu1": 0.4}.',
  });
