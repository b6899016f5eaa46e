import { accessSync, constants, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileExists, fileIsInput, fileIsNoFile, fileTwice, fileUnwritable } from './errors.ts';
import { filesRead, filesWritten } from './touched-files.ts';

export interface OutputOptions {
  /** Replaces a file that is there. */
  readonly force?: boolean | undefined;
}

/** What to do where a file is there already. */
export const OTHER_FILE = 'Name another file, or add `--force` to replace it.';

/** The option of every command that writes a file where the user says. */
export const forceArgument = {
  force: { type: 'boolean', description: 'Replace the file to write where there is one' },
} as const;

/**
 * Writes a file that the user asked for. What is there already may be dear to its owner; what the command
 * read or wrote before is kept whatever is forced.
 *
 * @throws PicojouleError `FILE_IS_INPUT`, `FILE_TWICE`, `FILE_EXISTS`, `FILE_WRITE`.
 */
export function writeOutputFile(
  path: string,
  content: string | Uint8Array,
  { force = false }: OutputOptions = {},
): void {
  if (filesRead.has(path)) throw fileIsInput(path);
  if (filesWritten.has(path)) throw fileTwice(path);
  if (!force && isFile(path)) throw fileExists(path, OTHER_FILE);
  try {
    writeFileSync(path, content);
  } catch (error) {
    throw fileUnwritable(path, error);
  }
  filesWritten.add(path);
}

/**
 * Looks, before long work whose result a file is to hold, whether it can be written.
 *
 * @throws PicojouleError `FILE_WRITE`, `FILE_KIND`.
 */
export function checkWritable(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) throw fileIsNoFile(path, 'a folder');
  try {
    accessSync(found === undefined ? dirname(path) : path, constants.W_OK);
  } catch (error) {
    throw fileUnwritable(path, error);
  }
}

/** Pipes and devices such as /dev/stdout hold nothing that could be lost. */
function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
