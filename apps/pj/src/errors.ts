import { PicojouleError } from '@picojoule/spec';

const USAGE = 'USAGE';

/** Wrong usage ends with exit code 2, everything else with 1. */
export const isUsageError = (code: string): boolean => code.startsWith(USAGE);

const seeHelp = (command: string, example: string) =>
  `For example: \`${example}\`; \`pj ${command} --help\` lists the options.`;

const didYouMean = (nearest: string | undefined) =>
  nearest === undefined ? '' : ` Did you mean "${nearest}"?`;

export const commandMissing = () =>
  new PicojouleError({
    code: `${USAGE}_COMMAND_MISSING`,
    message: 'No command was given.',
    next: '`pj --help` lists the commands.',
  });

export const commandUnknown = (name: string, nearest: string | undefined) =>
  new PicojouleError({
    code: `${USAGE}_COMMAND`,
    message: `There is no command "${name}".${didYouMean(nearest)}`,
    next: '`pj --help` lists the commands.',
  });

export interface CommandCall {
  readonly command: string;
  readonly example: string;
}

export const optionUnknown = (
  option: string,
  nearest: string | undefined,
  { command, example }: CommandCall,
) =>
  new PicojouleError({
    code: `${USAGE}_OPTION`,
    message: `\`pj ${command}\` has no option "${option}".${didYouMean(nearest)}`,
    next: seeHelp(command, example),
  });

export const optionValue = (
  option: string,
  value: string | undefined,
  expected: string,
  { command, example }: CommandCall,
) =>
  new PicojouleError({
    code: `${USAGE}_VALUE`,
    message:
      value === undefined
        ? `${option} needs a value: ${expected}.`
        : `${option} cannot be "${value}": it takes ${expected}.`,
    next: seeHelp(command, example),
  });

export const optionTwice = (option: string, { command, example }: CommandCall) =>
  new PicojouleError({
    code: `${USAGE}_OPTION_TWICE`,
    message: `${option} is given twice; it takes one value.`,
    next: seeHelp(command, example),
  });

export const optionAlone = (option: string, needed: string, { command, example }: CommandCall) =>
  new PicojouleError({
    code: `${USAGE}_OPTION_ALONE`,
    message: `${option} does nothing without ${needed}.`,
    next: seeHelp(command, example),
  });

export const optionsExclusive = (a: string, b: string, { command, example }: CommandCall) =>
  new PicojouleError({
    code: `${USAGE}_OPTIONS`,
    message: `${a} and ${b} do not go together.`,
    next: seeHelp(command, example),
  });

export const argumentMissing = (argument: string, { command, example }: CommandCall) =>
  new PicojouleError({
    code: `${USAGE}_ARGUMENT_MISSING`,
    message: `\`pj ${command}\` needs <${argument}>.`,
    next: seeHelp(command, example),
  });

export const argumentUnexpected = (argument: string, { command, example }: CommandCall) =>
  new PicojouleError({
    code: `${USAGE}_ARGUMENT`,
    message: `\`pj ${command}\` does not know what to do with "${argument}".`,
    next: seeHelp(command, example),
  });

export const argumentValue = (
  argument: string,
  value: string,
  expected: string,
  nearest: string | undefined,
  { command, example }: CommandCall,
) =>
  new PicojouleError({
    code: `${USAGE}_ARGUMENT_VALUE`,
    message: `<${argument}> cannot be "${value}": it takes ${expected}.${didYouMean(nearest)}`,
    next: seeHelp(command, example),
  });

export const folderNotEmpty = (path: string) =>
  new PicojouleError({
    code: 'FOLDER_NOT_EMPTY',
    message: `${path} holds files already, and nothing is overwritten.`,
    next: 'Choose another name or an empty folder.',
  });

export const neverEnds = () =>
  new PicojouleError({
    code: 'NEVER_ENDS',
    message: 'The command waits for something that can no longer come: nothing is left that runs.',
    next: 'Look for an `await` of a promise that never settles in the config or in a plugin.',
  });

export const fileMissing = (path: string, from: string) =>
  new PicojouleError({
    code: 'FILE_MISSING',
    message: `There is no file ${path}.`,
    next: `Check the path; relative ones start in ${from}.`,
  });

export const fileIsNoFile = (path: string, kind: string) =>
  new PicojouleError({
    code: 'FILE_KIND',
    message: `${path} is ${kind}, not a file.`,
    next: 'Name the file itself.',
  });

export const fileEmpty = (path: string) =>
  new PicojouleError({
    code: 'FILE_EMPTY',
    message: `${path} is empty.`,
    next: 'Write or download it again.',
  });

export const fileTooLarge = (path: string, bytes: number, limit: number) =>
  new PicojouleError({
    code: 'FILE_SIZE',
    message: `${path} has ${bytes} bytes; at most ${limit} can be read.`,
    next: 'Store the weights as external data beside the model, in files of less than that each.',
  });

export const fileUnreadable = (path: string, cause: unknown) =>
  new PicojouleError({
    code: 'FILE_READ',
    message: `${path} cannot be read: ${reasonOf(cause)}.`,
    next: 'Check its permissions.',
    cause,
  });

export const fileUnwritable = (path: string, cause: unknown) =>
  new PicojouleError({
    code: 'FILE_WRITE',
    message: `${path} cannot be written: ${reasonOf(cause)}.`,
    next: 'Choose another folder or change its permissions.',
    cause,
  });

export const fileIsInput = (path: string) =>
  new PicojouleError({
    code: 'FILE_IS_INPUT',
    message: `${path} is the file that was read; it is not written over.`,
    next: 'Name another file to write.',
  });

export const fileExists = (path: string, next: string) =>
  new PicojouleError({
    code: 'FILE_EXISTS',
    message: `${path} is there already; it is not written over.`,
    next,
  });

export const textNotUtf8 = (path: string) =>
  new PicojouleError({
    code: 'FILE_TEXT',
    message: `${path} is not text in UTF-8.`,
    next: 'Network files are text: 25 numbers a line, separated by commas.',
  });

export const optionForText = (option: string, { command, example }: CommandCall) =>
  new PicojouleError({
    code: `${USAGE}_TEXT_NETWORK`,
    message: `${option} does not fit a text network: its lines state batch, bits and zeros.`,
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

export const explainsNothing = (model: string) =>
  new PicojouleError({
    code: 'ESTIMATE_EXPLAIN',
    message: `The energy model "${model}" does not explain its prices.`,
    next: 'Leave out --explain, or choose another model with --energy.',
  });

export const sweepBatchFixed = (batch: number) =>
  new PicojouleError({
    code: 'ESTIMATE_BATCH_FIXED',
    message: `The network can only be priced for the batch of ${batch} that its file fixes.`,
    next: 'Export it with a free batch, or sweep something else.',
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

export const committedDamaged = (path: string, cause: unknown) =>
  new PicojouleError({
    code: 'REPRODUCTION_COMMITTED',
    message: `${path} cannot be read: ${reasonOf(cause)}.`,
    next: 'Restore it from the repository.',
    cause,
  });

export const outputsMissing = (what: string, output: string) =>
  new PicojouleError({
    code: 'CHECK_OUTPUT_MISSING',
    message: `${what}: the output "${output}" is missing.`,
    next: 'This is a bug of ours: report it with the model.',
  });

export const modelEnding = (path: string, endings: readonly string[]) =>
  new PicojouleError({
    code: 'MODEL_ENDING',
    message: `${path} does not say what it is: models end in ${endings.join(' or ')}.`,
    next: 'Rename the file after its format.',
  });

export const modelMemory = (
  name: string,
  { batch, training = false }: { readonly batch: number; readonly training?: boolean },
  bytes: number,
  limit: number,
) =>
  new PicojouleError({
    code: 'MODEL_MEMORY',
    message: `The network "${name}" needs ${gigabytes(bytes)} for weights and feature maps to ${training ? 'train on' : 'run'} ${batch} ${batch === 1 ? 'image' : 'images'} at a time; at most ${gigabytes(limit)} are used.`,
    next: 'Use smaller batches or images; `pj estimate` without --data prices it without running it.',
  });

const gigabytes = (bytes: number) => `${Number((bytes / 2 ** 30).toPrecision(4))} GiB`;

export const weightsNotFinite = (name: string, which: string) =>
  new PicojouleError({
    code: 'MODEL_NOT_FINITE',
    message: `The network "${name}" can only compute nonsense: ${which}.`,
    next: 'Export the model again from a training that did not diverge, in float32.',
  });

export const externalOutside = (location: string) =>
  new PicojouleError({
    code: 'MODEL_EXTERNAL',
    message: `The model keeps weights in "${location}", which is not beside it.`,
    next: 'Store them in the same folder as the model.',
  });

export const runUnfinished = (folder: string, status: string) =>
  new PicojouleError({
    code: 'RUN_UNFINISHED',
    message: `The run in ${folder} has no results yet: it is "${status}".`,
    next: 'Call the command that started it again: it goes on where it stopped.',
  });

export const configNoTraining = (path: string) =>
  new PicojouleError({
    code: 'CONFIG_NO_TRAINING',
    message: `${path} has no \`train\`.`,
    next: 'Add `train: { savers: [], epochs: 1 }`, or use `pj run`.',
  });

export const configMissing = (path: string) =>
  new PicojouleError({
    code: 'CONFIG_MISSING',
    message: `There is no config ${path}.`,
    next: 'Name an existing file, or call `pj run` without one to run the quickstart.',
  });

export const configFails = (where: string, reason: string, cause: unknown) =>
  new PicojouleError({
    code: 'CONFIG_FAILS',
    message: `${where}: ${reason}`,
    next: 'Correct the config at this line.',
    cause,
  });

const EXPORT_CONFIG =
  'The file must `export default defineConfig({ ... })`; an editor shows its types.';

/** A plugin of the config goes before the built-in of its name, so a broken config is in the way. */
export const configBeforeBuiltIn = (
  name: string,
  file: string,
  { code, message, next, cause }: PicojouleError,
) =>
  new PicojouleError({
    code,
    message,
    next: `${next} ${file} is read since it may have a plugin "${name}"; "${name}:{}" is the built-in whatever stands there.`,
    cause,
  });

export const configIsNone = (where: string, found: string) =>
  new PicojouleError({
    code: 'CONFIG_SHAPE',
    message: `${where}: the default export is ${found}, not a config.`,
    next: EXPORT_CONFIG,
  });

export const configNoDefault = (path: string, exported: readonly string[]) =>
  new PicojouleError({
    code: 'CONFIG_SHAPE',
    message: `${path} has no default export${exported.length === 0 ? '' : `, only ${exported.join(', ')}`}.`,
    next: EXPORT_CONFIG,
  });

export const settingUnknown = (
  where: string,
  setting: string,
  nearest: string | undefined,
  settings: readonly string[],
) =>
  new PicojouleError({
    code: 'CONFIG_SHAPE',
    message: `${where}: ${setting}: there is no such setting.${didYouMean(nearest)}`,
    next: `Beside it can stand ${settings.join(', ')}.`,
  });

export const settingMissing = (where: string, setting: string, takes: string) =>
  new PicojouleError({
    code: 'CONFIG_SHAPE',
    message: `${where}: "${setting}" is missing.`,
    next: `Add it: it takes ${takes}.`,
  });

export const settingValue = (where: string, setting: string, problem: string) =>
  new PicojouleError({
    code: 'CONFIG_SHAPE',
    message: `${where}: ${setting}: ${problem}.`,
    next: 'Correct this setting; an editor shows the type of each.',
  });

export const configGraph = (where: string, cause: unknown) =>
  new PicojouleError({
    code: 'CONFIG_GRAPH',
    message: `${where}: model: this graph cannot be used: ${cause instanceof PicojouleError ? cause.message : reasonOf(cause)}`,
    next: 'Build it with `builder` of @picojoule/graph, take one of @picojoule/nets, or name a model file.',
    cause,
  });

export const pluginUnknown = (
  kind: string,
  name: string,
  known: readonly string[],
  nearest: string | undefined,
) =>
  new PicojouleError({
    code: `${USAGE}_PLUGIN_UNKNOWN`,
    message: `There is no ${kind} plugin "${name}".${didYouMean(nearest)}`,
    next: `Known here: ${known.join(', ') || 'none'}; a third party's is named package#export.`,
  });

export const pluginPackage = (packageName: string, cause: unknown) =>
  new PicojouleError({
    code: `${USAGE}_PLUGIN_PACKAGE`,
    message: `The package "${packageName}" cannot be loaded: ${reasonOf(cause)}.`,
    next: /^[./]/.test(packageName)
      ? 'Check the path and what the module itself says; relative ones start in the current folder.'
      : `Install it beside your config: \`npm install ${packageName}\`.`,
    cause,
  });

export const pluginExport = (packageName: string, name: string, exported: readonly string[]) =>
  new PicojouleError({
    code: `${USAGE}_PLUGIN_EXPORT`,
    message: `"${packageName}" does not export "${name}".`,
    next: `It exports ${exported.join(', ') || 'nothing'}.`,
  });

export const pluginNone = (where: string) =>
  new PicojouleError({
    code: `${USAGE}_PLUGIN_NONE`,
    message: `${where} is no plugin.`,
    next: 'A plugin is made by a factory from `definePlugin` of @picojoule/spec.',
  });

export const pluginKind = (where: string, found: string, wanted: string) =>
  new PicojouleError({
    code: `${USAGE}_PLUGIN_KIND`,
    message: `${where} is a plugin of kind "${found}"; here stands one of kind "${wanted}".`,
    next: `Name a plugin of kind "${wanted}".`,
  });

export const pluginOptionsForm = (text: string, problem: string) =>
  new PicojouleError({
    code: `${USAGE}_PLUGIN_OPTIONS_FORM`,
    message: `The options in ${text} cannot be read: ${problem}.`,
    next: 'Write name:option=value:option=value, name:{"option": value} or name:@options.json; docs/guide/plugins.md has examples.',
  });

export const pluginOptionUnknown = (
  plugin: string,
  option: string,
  nearest: string | undefined,
  known: readonly string[],
) =>
  new PicojouleError({
    code: `${USAGE}_PLUGIN_OPTION`,
    message: `The plugin "${plugin}" has no option "${option}".${didYouMean(nearest)}`,
    next: takes(known),
  });

export const pluginOption = (
  plugin: string,
  problem: string,
  nearest: string | undefined,
  known: readonly string[],
) =>
  new PicojouleError({
    code: `${USAGE}_PLUGIN_OPTION`,
    message: `The plugin "${plugin}": ${problem}.${didYouMean(nearest)}`,
    next: takes(known),
  });

const takes = (options: readonly string[]) =>
  options.length === 0
    ? 'The page of the plugin says which options it takes, if any.'
    : `Its options there: ${options.join(', ')}; the page of the plugin explains them.`;

export const pluginOptionsFixed = (where: string) =>
  new PicojouleError({
    code: `${USAGE}_PLUGIN_OPTIONS_FIXED`,
    message: `${where} is made already, and takes no more options.`,
    next: 'Give them where it is made, or name a factory.',
  });

export const pluginFails = (plugin: string, hook: string, cause: unknown) =>
  new PicojouleError({
    code: 'PLUGIN_FAILS',
    message: `The plugin "${plugin}" fails in ${hook}: ${reasonOf(cause)}.`,
    next: 'Report it to the maker of the plugin; `--debug` shows where it failed.',
    cause,
  });

export const pluginAnswer = (plugin: string, problem: string) =>
  new PicojouleError({
    code: 'PLUGIN_ANSWER',
    message: `The plugin "${plugin}" breaks its contract: ${problem}.`,
    next: 'Report it to its maker; the laws of @picojoule/testkit find such faults.',
  });

export const pluginApiVersion = (where: string, found: unknown, wanted: number) =>
  new PicojouleError({
    code: 'PLUGIN_API_VERSION',
    message: `${where} was made for version ${String(found)} of the contracts; this is version ${wanted}.`,
    next: 'Install versions of the plugin and of Picojoule that fit each other.',
  });

/** The first line of what went wrong, for a message; a full stop at its end is dropped. */
export function reasonOf(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return text.split('\n')[0]!.replace(/\.$/, '');
}

export const noHardware = () =>
  new PicojouleError({
    code: 'BOARD_NO_HARDWARE',
    message:
      'The hardware sources are not here: they are part of the repository, not of the package.',
    next: 'Run `npm run pj -- board sim --rtl` in a checkout, or leave out --rtl for the golden device.',
  });

export const noVerilated = (reason: string) =>
  new PicojouleError({
    code: 'BOARD_NO_RTL',
    message: `The verilated board cannot be built: ${reason}`,
    next: 'Install Verilator and a C++ compiler: `npm run hardware -- setup`, as root on Debian.',
  });
