import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { externalOutside } from '../model/errors.ts';
import { fileEmpty, fileIsNoFile, fileMissing, fileTooLarge, fileUnreadable } from './errors.ts';
import { filesRead } from './touched-files.ts';

/** A protobuf message has at most 2 GB, and a buffer of Node.js cannot hold much more. */
const LARGEST = 2 ** 31 - 1;

/**
 * The bytes of a file that the user named. Devices and pipes are refused: they may never end.
 *
 * @param from The folder where relative paths start, to be told when there is no such file.
 * @throws PicojouleError when there is nothing to read.
 */
export function readInputFile(path: string, from: string): Uint8Array {
  const size = sizeOfFile(path, from);
  if (size === 0) throw fileEmpty(path);
  if (size > LARGEST) throw fileTooLarge(path, size, LARGEST);
  try {
    return readFileSync(path);
  } catch (error) {
    throw fileUnreadable(path, error);
  }
}

/** Reads part of a file that a model names beside itself; a name that leads elsewhere is refused. */
export function readBeside(
  folder: string,
  location: string,
  offset: number,
  length: number,
): Uint8Array {
  const path = resolve(folder, location);
  const inside = relative(folder, path);
  if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside))
    throw externalOutside(location);
  const size = sizeOfFile(path, folder);
  // What lies beyond the end is the importer's to complain about: it knows the tensor.
  const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
  const file = openSync(path, 'r');
  try {
    let filled = 0;
    while (filled < bytes.length) {
      const read = readSync(file, bytes, filled, bytes.length - filled, offset + filled);
      if (read === 0) break;
      filled += read;
    }
    return bytes.subarray(0, filled);
  } finally {
    closeSync(file);
  }
}

function sizeOfFile(path: string, from: string): number {
  let stats: ReturnType<typeof statSync>;
  try {
    stats = statSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw code === 'ENOENT' || code === 'ENOTDIR'
      ? fileMissing(path, from)
      : fileUnreadable(path, error);
  }
  if (stats.isFile()) {
    filesRead.add(path);
    return stats.size;
  }
  throw fileIsNoFile(path, stats.isDirectory() ? 'a folder' : 'a device or a pipe');
}
