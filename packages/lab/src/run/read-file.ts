import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Json } from '@picojoule/spec';
import { damagedJson, fileFailed } from '../errors.ts';

/** Undefined when the file is not there. */
export async function readBytesFile(
  directory: string,
  name: string,
): Promise<Uint8Array | undefined> {
  const path = join(directory, name);
  try {
    const buffer = await readFile(path);
    return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw fileFailed('reading', path, cause);
  }
}

/** Undefined when the file is not there. */
export async function readJsonFile(directory: string, name: string): Promise<Json | undefined> {
  const bytes = await readBytesFile(directory, name);
  if (bytes === undefined) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw damagedJson(join(directory, name), cause);
  }
}

/** Undefined when the file is not there. */
export async function readDecoded<T>(
  directory: string,
  name: string,
  decode: (bytes: Uint8Array, file: string) => T,
): Promise<T | undefined> {
  const bytes = await readBytesFile(directory, name);
  return bytes === undefined ? undefined : decode(bytes, join(directory, name));
}
