import {
  API_VERSION,
  isPlugin,
  isPluginFactory,
  type Plugin,
  type PluginIdentity,
  type PluginKind,
} from '@picojoule/spec';
import { pluginApiVersion, pluginKind, pluginNone, pluginOptionsFixed } from '../errors.ts';
import { makePlugin } from './make-plugin.ts';

/** @throws PicojouleError `PLUGIN_API_VERSION`. */
export function checkApiVersion({ apiVersion }: PluginIdentity, where: string): void {
  if (apiVersion !== API_VERSION) throw pluginApiVersion(where, apiVersion, API_VERSION);
}

/**
 * The plugin that a module exports, as a value or as a factory, which is called with the options.
 *
 * @throws PicojouleError when it is none, of another kind, or made for other contracts.
 */
export function checkPlugin<Kind extends PluginKind>(
  exported: unknown,
  kind: Kind,
  where: string,
  options?: object,
): Plugin<Kind> {
  if (isPluginFactory(exported) && exported.definition.kind !== kind)
    throw pluginKind(where, exported.definition.kind, kind);
  const value = isPluginFactory(exported) ? makePlugin(exported, options ?? {}) : exported;
  if (!isPlugin(value)) throw pluginNone(where);
  if (!isPlugin(value, kind)) throw pluginKind(where, value.kind, kind);
  checkApiVersion(value, where);
  if (options !== undefined && !isPluginFactory(exported)) throw pluginOptionsFixed(where);
  return value;
}
