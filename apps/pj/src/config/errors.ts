import { PicojouleError } from '@picojoule/spec';
import { didYouMean, reasonOf } from '../errors.ts';

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
    next: 'Name an existing file (examples/board/pj.config.ts trains on the board), or call `pj run` without one to run the quickstart.',
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
