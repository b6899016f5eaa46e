import { PicojouleError, type PluginIdentity } from '@picojoule/spec';
import { pluginFailed } from './errors.ts';

/** Calls a hook of a plugin; what it throws is re-thrown with the plugin, the hook and the next step. */
export function callPlugin<T>(plugin: PluginIdentity, hook: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (error instanceof PicojouleError) throw error;
    throw pluginFailed(plugin, hook, error);
  }
}
