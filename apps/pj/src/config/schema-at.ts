import type * as v from 'valibot';

/** As much of a schema of valibot as leads to its parts. */
export type Schema = v.GenericSchema & {
  readonly entries?: Readonly<Record<string, Schema>>;
  readonly item?: Schema;
  readonly wrapped?: Schema;
};

/** The schema of a setting; undefined where there is no such setting, or it cannot be told. */
export function schemaAt(root: Schema, keys: readonly string[]): Schema | undefined {
  let at: Schema | undefined = root;
  for (const key of keys) {
    at = at?.item ?? at?.entries?.[key];
    at = at?.wrapped ?? at;
  }
  return at;
}

/** Names of what can stand in an object; none where that cannot be told. */
export const settingsOf = (schema: Schema | undefined): string[] =>
  Object.keys(schema?.entries ?? {});
