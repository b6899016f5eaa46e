import { realpathSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileIsInput, fileUnwritable } from '../errors.ts';

/**
 * Writes a file that the user asked for, in place of one that is there, but never of what was read.
 *
 * @param input The file that the content was made from.
 * @throws PicojouleError `FILE_IS_INPUT`, `FILE_WRITE`.
 */
export function writeOutputFile(
  file: string,
  directory: string,
  content: string | Uint8Array,
  input?: string,
) {
  const path = resolve(directory, file);
  if (input !== undefined && isSame(path, resolve(directory, input))) throw fileIsInput(path);
  try {
    writeFileSync(path, content);
  } catch (error) {
    throw fileUnwritable(path, error);
  }
}

function isSame(a: string, b: string): boolean {
  try {
    return realpathSync(a) === realpathSync(b);
  } catch {
    return false;
  }
}
