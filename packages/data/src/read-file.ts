import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { missingFile, unreadableFile } from './errors.ts';

/** Beyond any file of these datasets; a larger one, or a .gz that unpacks to more, is refused unread. */
const LARGEST = 256 * 2 ** 20;

export interface LoadedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * Reads `name` or `name.gz` (unpacked) from a folder.
 *
 * @throws PicojouleError `DATA_MISSING` (with `next`) or `DATA_UNREADABLE`.
 */
export async function readFileOrGzip(
  folder: string,
  name: string,
  dataset: string,
  next: string,
): Promise<LoadedFile> {
  const candidates = [join(folder, name), join(folder, `${name}.gz`)];
  for (const path of candidates) {
    try {
      const bytes = await readBounded(path);
      const unpacked = path.endsWith('.gz')
        ? await promisify(gunzip)(bytes, { maxOutputLength: LARGEST })
        : bytes;
      return { path, bytes: unpacked };
    } catch (error) {
      if (!isMissing(error)) throw unreadableFile(path, error);
    }
  }
  throw missingFile(dataset, candidates, next);
}

async function readBounded(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const status = await file.stat();
    if (!status.isFile()) throw new TypeError('it is not a file');
    if (status.size > LARGEST) throw new RangeError(`it is larger than ${LARGEST} bytes`);
    return await file.readFile();
  } finally {
    await file.close();
  }
}

const isMissing = (error: unknown) =>
  error instanceof Error &&
  'code' in error &&
  (error.code === 'ENOENT' || error.code === 'ENOTDIR');
