import { resolve } from 'node:path';
import { reasonOf } from '../errors.ts';
import { readInputFile } from '../files/read-file.ts';
import { pluginOptionsForm } from './errors.ts';
import { splitOutside } from './split-outside.ts';

/** A plugin as the command line names it. */
export interface NamedPlugin {
  readonly name: string;
  /** Undefined where none are given. */
  readonly options: Readonly<Record<string, unknown>> | undefined;
}

type Options = Record<string, unknown>;

/** The name, and after a colon what can only be options. */
const FORM = /^(.*?)(?::((?:\{|@|[A-Za-z][\w.-]*=).*))?$/s;
const PAIR = /^([A-Za-z][\w-]*(?:\.[A-Za-z][\w-]*)*)=(.*)$/s;

/**
 * Reads `name`, `name:chip=jssc17:costs.DRAM=100`, `name:{"chip":"jssc17"}` or `name:@options.json`. A
 * value is JSON where it reads as such, text elsewhere, and after an `@` what a file holds: the text of a
 * `.yaml`, the JSON of another.
 *
 * @throws PicojouleError `USAGE_PLUGIN_OPTIONS_FORM`.
 */
export function parsePlugin(text: string, directory: string): NamedPlugin {
  const [, name = '', given] = FORM.exec(text) ?? [];
  if (given === undefined) {
    const colon = text.indexOf(':');
    if (colon > 0 && !text.includes('#'))
      throw pluginOptionsForm(text, `"${text.slice(colon + 1)}" is no option=value`);
    return { name: text, options: undefined };
  }
  if (!/^[{@]/.test(given)) return { name, options: pairs(text, given, directory) };
  const options = given.startsWith('@') ? readValue(given, directory) : parseJson(text, given);
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw pluginOptionsForm(text, 'options are a JSON object');
  return { name, options: options as Options };
}

function pairs(text: string, given: string, directory: string): Options {
  const options: Options = {};
  for (const part of splitOutside(given, ':')) {
    const [, key, value] = PAIR.exec(part) ?? [];
    if (key === undefined) throw pluginOptionsForm(text, `"${part}" is no option=value`);
    const path = key.split('.');
    const last = path.pop()!;
    let at = options;
    for (const name of path) {
      if (!Object.hasOwn(at, name)) at[name] = {};
      at = at[name] as Options;
      if (typeof at !== 'object' || at === null)
        throw pluginOptionsForm(text, `"${key}" is given inside of a value`);
    }
    if (Object.hasOwn(at, last)) throw pluginOptionsForm(text, `"${key}" is given twice`);
    at[last] = readValue(value!, directory);
  }
  return options;
}

function parseJson(text: string, json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw pluginOptionsForm(text, `they are no JSON: ${reasonOf(error)}`);
  }
}

function readValue(text: string, directory: string): unknown {
  if (text.startsWith('@')) {
    const path = resolve(directory, text.slice(1));
    const held = new TextDecoder().decode(readInputFile(path, directory));
    return /\.ya?ml$/i.test(path) ? held : parseJson(path, held);
  }
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
