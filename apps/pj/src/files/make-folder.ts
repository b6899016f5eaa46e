import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileUnwritable } from '../errors.ts';

/**
 * Makes a folder and those above it; what is there already stays. One by one: the recursive `mkdir` of
 * Node.js never returns where a file system refuses new folders as `/proc` does.
 *
 * @throws PicojouleError `FILE_WRITE`.
 */
export function makeFolder(path: string): void {
  const missing: string[] = [];
  for (let at = path; !existsSync(at) && at !== dirname(at); at = dirname(at)) missing.push(at);
  for (const folder of missing.reverse()) {
    try {
      mkdirSync(folder);
    } catch (error) {
      // Another process may have been faster.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw fileUnwritable(folder, error);
    }
  }
}
