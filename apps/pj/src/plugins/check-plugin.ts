import {
  API_VERSION,
  isPlugin,
  isPluginFactory,
  type Plugin,
  type PluginIdentity,
  type PluginKind,
} from '@picojoule/spec';
import type { Schema } from '../config/schema-at.ts';
import { pluginApiVersion, pluginKind, pluginNone, pluginOptionsFixed } from './errors.ts';
import { makePlugin } from './make-plugin.ts';
import { withPreferred } from './preferred-options.ts';

/** @throws PicojouleError `PLUGIN_API_VERSION`. */
export function checkApiVersion({ apiVersion }: PluginIdentity, where: string): void {
  if (apiVersion !== API_VERSION) throw pluginApiVersion(where, apiVersion, API_VERSION);
}

/**
 * The plugin that a module exports, as a value or as a factory, which is called with the options, and
 * with `preferred` ones where it has them and they are not given.
 *
 * @throws PicojouleError when it is none, of another kind, or made for other contracts.
 */
export function checkPlugin<Kind extends PluginKind>(
  exported: unknown,
  kind: Kind,
  where: string,
  options?: Readonly<Record<string, unknown>>,
  preferred: Readonly<Record<string, unknown>> = {},
): Plugin<Kind> {
  if (isPluginFactory(exported) && exported.definition.kind !== kind)
    throw pluginKind(where, exported.definition.kind, kind);
  const value = isPluginFactory(exported)
    ? makePlugin(
        exported,
        withPreferred(exported.definition.options as Schema, options ?? {}, preferred),
      )
    : exported;
  if (!isPlugin(value)) throw pluginNone(where);
  if (!isPlugin(value, kind)) throw pluginKind(where, value.kind, kind);
  checkApiVersion(value, where);
  if (options !== undefined && !isPluginFactory(exported)) throw pluginOptionsFixed(where);
  return value;
}
