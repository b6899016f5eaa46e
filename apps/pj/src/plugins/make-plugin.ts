import type { Plugin, PluginFactory, PluginKind } from '@picojoule/spec';
import { type Schema, schemaAt, settingsOf } from '../config/schema-at.ts';
import { nearest } from '../terminal/nearest.ts';
import { pluginOption, pluginOptionUnknown, takes } from './errors.ts';
import { type Issue, isMissing, optionProblem } from './option-problem.ts';

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
    throw problemOf(name, schema as Schema, options, innermost(result.issues[0] as Issue));
  return factory(options);
}

/** The form that a value fits furthest says best what is wrong with it. */
function innermost(issue: Issue): Issue {
  const inner = issue.issues?.find(({ path }) => path !== undefined);
  if (inner === undefined) return issue;
  return innermost({ ...inner, path: [...(issue.path ?? []), ...inner.path!] });
}

function problemOf(plugin: string, schema: Schema, options: object, issue: Issue) {
  const { message, path = [], expected, received } = issue;
  const keys = path.map((part) => String(typeof part === 'object' ? part.key : part));
  const option = keys.join('.');
  const known = settingsOf(schemaAt(schema, keys.slice(0, -1), options));
  if (expected === 'never') {
    const close = nearest(keys.at(-1)!, known);
    return pluginOptionUnknown(plugin, option, close, known);
  }
  if (option === '') return pluginOption(plugin, message, undefined, takes(known));
  // What can be chosen stands quoted in what is expected.
  const choices = [...(expected ?? '').matchAll(/"([^"]*)"/g)].map(([, choice]) => choice!);
  const close = received?.startsWith('"') ? nearest(received.slice(1, -1), choices) : undefined;
  const next = isMissing(option, issue)
    ? takes(known)
    : `Correct the option ${option}; the page of the plugin explains it.`;
  return pluginOption(plugin, optionProblem(option, issue), close, next);
}
