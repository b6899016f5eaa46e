import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { reasonOf, WayFailure } from './failure.ts';

/**
 * Makes a folder and those above it; what is there already stays. One by one: the recursive `mkdir` of
 * Node.js never returns where a file system refuses new folders as `/proc` does.
 *
 * @throws WayFailure when the system refuses one of them.
 */
export async function makeFolder(path: string): Promise<void> {
  const missing: string[] = [];
  for (let at = path; !existsSync(at) && at !== dirname(at); at = dirname(at)) missing.push(at);
  for (const folder of missing.reverse()) {
    try {
      await mkdir(folder);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // Another process may have been faster.
      if (code === 'EEXIST') continue;
      // The folder above is there, yet the system says that something is not.
      const reason =
        code === 'ENOENT' ? `the file system takes no new folder ${folder}` : reasonOf(error);
      throw new WayFailure(`the cache folder cannot be written: ${reason}`);
    }
  }
}
