import { realpathSync, statSync, writeFileSync } from 'node:fs';
import { fileExists, fileIsInput, fileUnwritable } from './errors.ts';

export interface OutputOptions {
  /** The file that the content was made from; it is never written over. */
  readonly input?: string;
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
 * Writes a file that the user asked for. What is there already may be dear to its owner.
 *
 * @throws PicojouleError `FILE_IS_INPUT`, `FILE_EXISTS`, `FILE_WRITE`.
 */
export function writeOutputFile(
  path: string,
  content: string | Uint8Array,
  { input, force = false }: OutputOptions = {},
): void {
  if (input !== undefined && isSame(path, input)) throw fileIsInput(path);
  if (!force && isFile(path)) throw fileExists(path, OTHER_FILE);
  try {
    writeFileSync(path, content);
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

function isSame(a: string, b: string): boolean {
  try {
    return realpathSync(a) === realpathSync(b);
  } catch {
    return false;
  }
}
