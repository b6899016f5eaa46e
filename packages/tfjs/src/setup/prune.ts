import { readdir, rm } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** Removes everything below a folder that is not one of the named files or on the way to one. */
export async function prune(root: string, files: readonly string[], below = ''): Promise<void> {
  for (const entry of await readdir(join(root, below), { withFileTypes: true })) {
    const path = join(below, entry.name);
    if (files.includes(path)) continue;
    if (entry.isDirectory() && files.some((file) => file.startsWith(path + sep))) {
      await prune(root, files, path);
    } else {
      await rm(join(root, path), { recursive: true, force: true });
    }
  }
}
