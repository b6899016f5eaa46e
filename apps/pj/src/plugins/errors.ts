import { PicojouleError } from '@picojoule/spec';
import { didYouMean, reasonOf, USAGE } from '../errors.ts';

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

/** Two of a config: a name on the command line would mean either, and figures of one name hide each other. */
export const pluginTwice = (
  kind: string,
  name: string,
  path: string,
  places: readonly string[],
  builtIn: boolean,
) =>
  new PicojouleError({
    code: `${USAGE}_PLUGIN_TWICE`,
    message: `${path} makes ${places.length} ${kind} plugins "${name}": ${places.join(' and ')}.`,
    next: `Keep one, or give one another name: \`{ ...plugin, name: "other" }\`.${builtIn ? ` "${name}:option=value" is the built-in whatever stands there.` : ''}`,
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
  next: string,
) =>
  new PicojouleError({
    code: `${USAGE}_PLUGIN_OPTION`,
    message: `The plugin "${plugin}": ${problem}.${didYouMean(nearest)}`,
    next,
  });

/** What to do where it is not clear which options a plugin takes. */
export const takes = (options: readonly string[]) =>
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
