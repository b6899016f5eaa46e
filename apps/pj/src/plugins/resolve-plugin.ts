import { resolve } from 'node:path';
import type { Plugin, PluginKind } from '@picojoule/spec';
import { configBeforeBuiltIn } from '../config/errors.ts';
import { CONFIG_FILE, createLoader, findConfig, placedPlugins } from '../config/load-config.ts';
import { isPicojouleError } from '../errors.ts';
import { nearest } from '../terminal/nearest.ts';
import { builtins } from './builtins.ts';
import { checkPlugin } from './check-plugin.ts';
import { pluginExport, pluginPackage, pluginTwice, pluginUnknown } from './errors.ts';
import { guardedModel } from './guarded-model.ts';
import { parsePlugin } from './parse-plugin.ts';

/**
 * The plugin that a text on the command line means: the name of one that `pj.config.ts` of the current
 * folder makes, of a built-in, or `package#export`. Options may follow: they make a built-in anew, also
 * where the config has one of its name. A plugin that is made here has `preferred` options too, where it
 * knows them and the text does not give them. Nothing is scanned.
 */
export async function resolvePlugin<Kind extends PluginKind>(
  kind: Kind,
  text: string,
  directory: string,
  preferred: Readonly<Record<string, unknown>> = {},
): Promise<Plugin<Kind>> {
  const { name, options } = parsePlugin(text, directory);
  const hash = name.indexOf('#');
  if (hash > 0) {
    const exported = await loadForeign(name.slice(0, hash), name.slice(hash + 1), directory);
    return guarded(kind, checkPlugin(exported, kind, name, options, preferred));
  }
  const own = builtins[kind];
  const load = Object.hasOwn(own, name) ? own[name] : undefined;
  const builtIn = async () =>
    checkPlugin(await load!(), kind, `The built-in "${name}"`, options, preferred);
  if (load !== undefined && options !== undefined) return builtIn();

  const configured = await configuredPlugins(directory, load === undefined ? undefined : name);
  const called = configured.filter(({ plugin }) => plugin.name === name);
  const fitting = called.filter(({ plugin }) => plugin.kind === kind);
  if (fitting.length > 1) {
    const places = fitting.map(({ place }) => place);
    throw pluginTwice(kind, name, resolve(directory, CONFIG_FILE), places, load !== undefined);
  }
  const found = (fitting[0] ?? called[0])?.plugin;
  if (found !== undefined && (found.kind === kind || load === undefined))
    return guarded(kind, checkPlugin(found, kind, `"${name}" of ${CONFIG_FILE}`, options));
  if (load !== undefined) return builtIn();
  const ofKind = configured.filter(({ plugin }) => plugin.kind === kind);
  const known = [...new Set([...Object.keys(own), ...ofKind.map(({ plugin }) => plugin.name)])];
  throw pluginUnknown(kind, name, known, nearest(name, known));
}

/** Those of the config; one that cannot be loaded is no reason to be without the built-in of that name. */
async function configuredPlugins(directory: string, builtIn: string | undefined) {
  try {
    return placedPlugins((await findConfig(directory))?.config);
  } catch (error) {
    throw builtIn !== undefined && isPicojouleError(error)
      ? configBeforeBuiltIn(builtIn, CONFIG_FILE, error)
      : error;
  }
}

const guarded = <Kind extends PluginKind>(kind: Kind, plugin: Plugin<Kind>): Plugin<Kind> =>
  kind === 'energy'
    ? (guardedModel(plugin as unknown as Plugin<'energy'>) as unknown as Plugin<Kind>)
    : plugin;

async function loadForeign(
  packageName: string,
  exportName: string,
  directory: string,
): Promise<unknown> {
  const loader = await createLoader(resolve(directory, CONFIG_FILE));
  let module: Record<string, unknown>;
  try {
    module = await loader.import(packageName);
  } catch (error) {
    throw pluginPackage(packageName, error);
  }
  if (!Object.hasOwn(module, exportName))
    throw pluginExport(packageName, exportName, Object.keys(module));
  return module[exportName];
}
