import * as v from 'valibot';
import { recordDamaged } from './errors.ts';

/**
 * What a file of a run must hold to be gone on from, or reported.
 *
 * @throws PicojouleError `RUN_RECORD` with the file and the place in it.
 */
export function checkRecord<const Schema extends v.GenericSchema>(
  path: string,
  schema: Schema,
  value: unknown,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw recordDamaged(path, v.getDotPath(issue) ?? undefined, issue.message);
}
