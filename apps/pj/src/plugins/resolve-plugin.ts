import { resolve } from 'node:path';
import type { Plugin, PluginKind } from '@picojoule/spec';
import { CONFIG_FILE, createLoader, findConfig, pluginsOf } from '../config/load-config.ts';
import { pluginExport, pluginPackage, pluginUnknown } from '../errors.ts';
import { nearest } from '../terminal/nearest.ts';
import { builtins } from './builtins.ts';
import { checkPlugin } from './check-plugin.ts';
import { parsePlugin } from './parse-plugin.ts';

/**
 * The plugin that a text on the command line means: the name of a built-in, of one that `pj.config.ts`
 * of the current folder makes, or `package#export`; its options may follow. Nothing is scanned.
 */
export async function resolvePlugin<Kind extends PluginKind>(
  kind: Kind,
  text: string,
  directory: string,
): Promise<Plugin<Kind>> {
  const { name, options } = parsePlugin(text, directory);
  const hash = name.indexOf('#');
  if (hash > 0) {
    const exported = await loadForeign(name.slice(0, hash), name.slice(hash + 1), directory);
    return checkPlugin(exported, kind, name, options);
  }
  const own = builtins[kind];
  const load = Object.hasOwn(own, name) ? own[name] : undefined;
  if (load !== undefined) return checkPlugin(await load(), kind, `The built-in "${name}"`, options);

  const configured = pluginsOf((await findConfig(directory))?.config);
  const found = configured.find((plugin) => plugin.name === name);
  if (found !== undefined) return checkPlugin(found, kind, `"${name}" of ${CONFIG_FILE}`, options);
  const ofKind = configured.filter((plugin) => plugin.kind === kind);
  const known = [...new Set([...Object.keys(own), ...ofKind.map((plugin) => plugin.name)])];
  throw pluginUnknown(kind, name, known, nearest(name, known));
}

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
