import { open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileFailed } from '../errors.ts';

const temporary = (name: string) => `.${name}.tmp`;

/**
 * Writes a whole file so that a reader, and a machine that loses power, sees the old or the new one:
 * temporary name, fsync, rename, fsync of the folder. One writer per name at a time.
 */
export async function atomicWrite(
  directory: string,
  name: string,
  content: Uint8Array | string | AsyncIterable<string>,
): Promise<void> {
  const path = join(directory, temporary(name));
  try {
    // A link that lies there would be followed.
    await rm(path, { force: true });
    const handle = await open(path, 'wx');
    try {
      await writeFile(handle, content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(path, join(directory, name));
    await syncDirectory(directory);
  } catch (cause) {
    await rm(path, { force: true }).catch(() => {});
    throw fileFailed('writing', join(directory, name), cause);
  }
}

/** Not every system lets a folder be opened or synced; there the rename alone must do. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r').catch(() => undefined);
  try {
    await handle?.sync();
  } catch {
  } finally {
    await handle?.close();
  }
}

export const isTemporary = (name: string): boolean => /^\..+\.tmp$/.test(name);

/** Removes what a killed writer left half written. */
export async function removeTemporaries(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    if (isTemporary(name)) await rm(join(directory, name), { force: true });
  }
}
