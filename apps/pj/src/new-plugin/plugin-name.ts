import { isBuiltin } from 'node:module';

/** The three spellings of a plugin's name, as the templates hold them. */
export interface PluginName {
  /** `my-plugin`: the plugin, its files, and the package. */
  readonly kebab: string;
  /** `myPlugin`: the factory. */
  readonly camel: string;
  /** `MY_PLUGIN`: the prefix of its error codes. */
  readonly upper: string;
}

const LONGEST = 100;

/** The spellings of a name, or why it cannot be one. */
export function pluginName(kebab: string): PluginName | { readonly problem: string } {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(kebab))
    return { problem: 'lower-case words joined by "-", such as "my-model"' };
  if (kebab.length > LONGEST) return { problem: `at most ${LONGEST} letters` };
  const camel = kebab.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  if (isBuiltin(kebab) || isReserved(camel) || Object.hasOwn(globalThis, camel))
    return { problem: 'a name that JavaScript and Node.js do not use themselves' };
  return { kebab, camel, upper: kebab.toUpperCase().replaceAll('-', '_') };
}

/** Whether a word cannot name an export of a module: `await` is reserved too, and `then` makes a promise. */
function isReserved(word: string): boolean {
  if (word === 'then') return true;
  try {
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- parsed, never called
    new Function(`'use strict'; const ${word} = 0, await = 0;`);
    return false;
  } catch {
    return true;
  }
}
