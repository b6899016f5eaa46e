import type * as v from 'valibot';

/** As much of a schema of valibot as leads to its parts. */
export type Schema = v.GenericSchema & {
  readonly entries?: Readonly<Record<string, Schema>>;
  readonly item?: Schema;
  readonly wrapped?: Schema;
  /** Of a record: the schema of every value. */
  readonly value?: Schema;
  /** Of a union: its schemas; of a choice of words: the words. */
  readonly options?: readonly (Schema | string)[];
};

/** The schema of a setting; undefined where there is no such setting, or it cannot be told. */
export function schemaAt(root: Schema, keys: readonly string[]): Schema | undefined {
  let at: Schema | undefined = root;
  for (const key of keys) {
    at = at && schemaOf(at, key);
    at = at?.wrapped ?? at;
  }
  return at;
}

function schemaOf(schema: Schema, key: string): Schema | undefined {
  if (schema.type !== 'union') return schema.item ?? schema.entries?.[key] ?? schema.value;
  return (schema.options as readonly Schema[])
    .map((option) => schemaOf(option, key))
    .find((found) => found !== undefined);
}

/** Names of what can stand in an object; none where that cannot be told. */
export const settingsOf = (schema: Schema | undefined): string[] =>
  Object.keys(schema?.entries ?? {});
