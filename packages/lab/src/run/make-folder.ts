import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileFailed, foldersRefused } from '../errors.ts';

/**
 * Makes a folder and those above it; what is there already stays. One by one: the recursive `mkdir` of
 * Node.js never returns where a file system refuses new folders as `/proc` does.
 *
 * @throws PicojouleError `LAB_NOT_ALLOWED`, `LAB_DISK_FULL`, `LAB_FILE`.
 */
export function makeFolder(path: string): void {
  const missing: string[] = [];
  for (let at = path; !existsSync(at) && at !== dirname(at); at = dirname(at)) missing.push(at);
  for (const folder of missing.reverse()) {
    try {
      mkdirSync(folder);
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      // Another process may have been faster.
      if (code === 'EEXIST') continue;
      // The folder above is there, yet the system says that something is not.
      throw code === 'ENOENT' ? foldersRefused(folder, cause) : fileFailed('making', folder, cause);
    }
  }
}
