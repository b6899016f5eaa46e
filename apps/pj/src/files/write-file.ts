import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileUnwritable } from '../errors.ts';

/** @throws PicojouleError `FILE_WRITE`. */
export function writeOutputFile(file: string, directory: string, content: string | Uint8Array) {
  const path = resolve(directory, file);
  try {
    writeFileSync(path, content);
  } catch (error) {
    throw fileUnwritable(path, error);
  }
}
