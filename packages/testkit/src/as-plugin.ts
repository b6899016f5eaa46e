import {
  API_VERSION,
  PLUGIN,
  type Plugin,
  type PluginKind,
  type PluginKinds,
} from '@picojoule/spec';

/** A plugin value around a plain implementation, as configs and the engine take it. */
export function asPlugin<Kind extends PluginKind, Implementation extends PluginKinds[Kind]>(
  kind: Kind,
  name: string,
  implementation: Implementation,
  options: unknown = {},
): Plugin<Kind, Implementation> {
  const identity = { [PLUGIN]: true, apiVersion: API_VERSION, kind, name, options } as const;
  return Object.assign(implementation, identity);
}
