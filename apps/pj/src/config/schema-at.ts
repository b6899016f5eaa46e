import type * as v from 'valibot';

/** As much of a schema of valibot as leads to its parts. */
export type Schema = v.GenericSchema & {
  readonly entries?: Readonly<Record<string, Schema>>;
  readonly item?: Schema;
  readonly wrapped?: Schema;
  /** Of a schema that depends on the value. */
  readonly getter?: (value: unknown) => Schema;
  /** Of a record: the schema of every value. */
  readonly value?: Schema;
  /** Of a union: its schemas; of a choice of words: the words. */
  readonly options?: readonly (Schema | string)[];
};

/**
 * The schema of a setting; undefined where there is no such setting, or it cannot be told. What depends
 * on the value can be told where all that is `given` is known.
 */
export function schemaAt(
  root: Schema,
  keys: readonly string[],
  given?: object,
): Schema | undefined {
  let at: Schema | undefined = root;
  let value: unknown = given;
  const resolved = (schema: Schema | undefined) =>
    (given === undefined ? undefined : schema?.getter?.(value)) ?? schema;
  for (const key of keys) {
    at =
      at &&
      partsOf(at)
        .map((part) => schemaOf(resolved(part)!, key))
        .find((found) => found !== undefined);
    value = Object(value)[key];
    at = resolved(at?.wrapped ?? at);
  }
  return at;
}

const partsOf = (schema: Schema): readonly Schema[] =>
  schema.type === 'union' ? (schema.options as readonly Schema[]) : [schema];

const schemaOf = (schema: Schema, key: string): Schema | undefined =>
  schema.item ?? schema.entries?.[key] ?? schema.value;

/** Names of what can stand in an object; none where that cannot be told. */
export const settingsOf = (schema: Schema | undefined): string[] =>
  Object.keys(schema?.entries ?? {});
