import { type Schema, schemaAt, settingsOf } from '../config/schema-at.ts';

type Options = Readonly<Record<string, unknown>>;

/**
 * Options as a user gave them, with those that a command prefers where the plugin has them, itself or
 * inside of one of its options, and the user says nothing of them.
 */
export function withPreferred(schema: Schema, given: Options, preferred: Options): Options {
  const options: Record<string, unknown> = { ...given };
  const known = settingsOf(schema);
  for (const [name, value] of Object.entries(preferred)) {
    if (known.includes(name) && !Object.hasOwn(given, name)) options[name] = value;
    for (const outer of known) {
      if (!settingsOf(schemaAt(schema, [outer])).includes(name)) continue;
      const inner = options[outer] ?? {};
      if (typeof inner === 'object') options[outer] = { [name]: value, ...inner };
    }
  }
  return options;
}
