import { PicojouleError } from '@picojoule/spec';
import { isPicojouleError } from '../errors.ts';

/** Calls a reader of a file's content; its errors, which cannot know the file, get its path. */
export function namingFile<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!isPicojouleError(error) || error.message.includes(path)) throw error;
    const { code, message, next } = error;
    throw new PicojouleError({ code, message: `${path}: ${message}`, next, cause: error });
  }
}
