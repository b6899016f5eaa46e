import type { Plugin, PluginFactory, PluginKind } from '@picojoule/spec';
import { type Schema, schemaAt, settingsOf } from '../config/schema-at.ts';
import { nearest } from '../terminal/nearest.ts';
import { pluginOption, pluginOptionUnknown } from './errors.ts';

/** A problem as Standard Schema states it; `expected` and `received` are valibot's. */
interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
  readonly expected?: string | null;
  readonly received?: string;
  /** Of a value that fits none of several forms: what is wrong with it as each of them. */
  readonly issues?: readonly Issue[] | undefined;
}

/**
 * Makes a plugin of options that no compiler has seen.
 *
 * @throws PicojouleError `USAGE_PLUGIN_OPTION` with the option, what it takes and the nearest name.
 */
export function makePlugin<Kind extends PluginKind>(
  factory: PluginFactory<Kind>,
  options: object,
): Plugin<Kind> {
  const { name, options: schema } = factory.definition;
  const result = schema['~standard'].validate(options);
  if (!(result instanceof Promise) && result.issues !== undefined)
    throw problemOf(name, schema as Schema, innermost(result.issues[0] as Issue));
  return factory(options);
}

/** The form that a value fits furthest says best what is wrong with it. */
function innermost(issue: Issue): Issue {
  const inner = issue.issues?.find(({ path }) => path !== undefined);
  if (inner === undefined) return issue;
  return innermost({ ...inner, path: [...(issue.path ?? []), ...inner.path!] });
}

function problemOf(plugin: string, schema: Schema, issue: Issue) {
  const { message, path = [], expected, received } = issue;
  const keys = path.map((part) => String(typeof part === 'object' ? part.key : part));
  const option = keys.join('.');
  const known = settingsOf(schemaAt(schema, keys.slice(0, -1)));
  if (expected === 'never') {
    const close = nearest(keys.at(-1)!, known);
    return pluginOptionUnknown(plugin, option, close, known);
  }
  if (option === '') return pluginOption(plugin, message, undefined, known);
  if (expected == null || received === undefined)
    return pluginOption(plugin, `${option}: ${message}`, undefined, known);
  // What can be chosen stands quoted in what is expected.
  const choices = [...expected.matchAll(/"([^"]*)"/g)].map(([, choice]) => choice!);
  const close = received.startsWith('"') ? nearest(received.slice(1, -1), choices) : undefined;
  const problem =
    received === 'undefined' && known.includes(keys.at(-1)!)
      ? `the option "${option}" is missing`
      : `${option} cannot be ${received}: it takes ${readable(expected)}`;
  return pluginOption(plugin, problem, close, known);
}

/** `("a" | "b")` as `"a" or "b"`; what only code can give is left out. */
const readable = (expected: string) =>
  expected
    .replace(/^\((.*)\)$/, '$1')
    .replace(' | unknown', '')
    .replaceAll(' | ', ' or ')
    .replace('Object', 'an object');
