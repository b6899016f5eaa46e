import { type Json, PicojouleError } from '@picojoule/spec';
import type { Difference } from './run/json.ts';

const FULL = new Set(['ENOSPC', 'EDQUOT']);
const DENIED = new Set(['EACCES', 'EPERM', 'EROFS']);

/** What the file system refused, in the user's words. */
export function fileFailed(doing: string, path: string, cause: unknown): PicojouleError {
  const system = (cause as NodeJS.ErrnoException | undefined)?.code ?? 'unknown';
  if (FULL.has(system)) {
    return new PicojouleError({
      code: 'LAB_DISK_FULL',
      message: `No space left while ${doing} ${path} (${system}).`,
      next: 'Free space on that disk and run again: the run resumes from its last checkpoint.',
      cause,
    });
  }
  if (DENIED.has(system)) {
    return new PicojouleError({
      code: 'LAB_NOT_ALLOWED',
      message: `The system does not allow ${doing} ${path} (${system}).`,
      next: 'Check the permissions of the folder, or choose another one.',
      cause,
    });
  }
  return new PicojouleError({
    code: 'LAB_FILE',
    message: `The system failed at ${doing} ${path} (${system}).`,
    next: 'Check that the path exists and that the disk is in order.',
    cause,
  });
}

export const foldersRefused = (path: string, cause: unknown) =>
  new PicojouleError({
    code: 'LAB_NOT_ALLOWED',
    message: `${path} cannot be made: the file system there takes no new folders.`,
    next: 'Choose a folder elsewhere.',
    cause,
  });

export const badFileName = (name: string, reason: string) =>
  new PicojouleError({
    code: 'LAB_FILE_NAME',
    message: `${JSON.stringify(name)} is no name for a file of a run: ${reason}.`,
    next: 'Use a plain file name such as "checkpoint.bin".',
  });

export const foreignFolder = (directory: string, reason: string) =>
  new PicojouleError({
    code: 'LAB_FOREIGN_FOLDER',
    message: `${directory} is not a run folder: ${reason}.`,
    next: 'Name an empty or new folder, or one that an earlier run made.',
  });

export const noRun = (directory: string, cause?: unknown) =>
  new PicojouleError({
    code: 'LAB_NO_RUN',
    message: `There is no run in ${directory}: it holds no run.json.`,
    next: 'Name a folder that `pj run` made.',
    cause,
  });

export const badManifest = (path: string, problem: string, cause?: unknown) =>
  new PicojouleError({
    code: 'LAB_MANIFEST',
    message: `${path} is damaged or no manifest of a run: ${problem}.`,
    next: 'Restore the file from a copy, or start the run again in a new folder.',
    cause,
  });

export const newerFormat = (path: string, found: number, known: number) =>
  new PicojouleError({
    code: 'LAB_FORMAT',
    message: `${path} has format ${found}; this Picojoule reads formats up to ${known}.`,
    next: 'Use the version of Picojoule that wrote it, or a newer one.',
  });

/** How many differences a message lists, and how long a value in it may be. */
const [MOST_LISTED, LONGEST] = [5, 60] as const;

const shown = (value: Json | undefined) => {
  if (value === undefined) return 'absent';
  const text = JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
};

export const otherConfig = (directory: string, differences: readonly Difference[]) =>
  new PicojouleError({
    code: 'LAB_OTHER_CONFIG',
    message: `The run in ${directory} was started with another config: ${differences
      .slice(0, MOST_LISTED)
      .map(({ path, before, after }) => `${path || 'all'} was ${shown(before)}, is ${shown(after)}`)
      .concat(differences.length > MOST_LISTED ? ['...'] : [])
      .join('; ')}.`,
    next: 'Resume it with the config it was started with, or choose a new run folder.',
  });

export const runLocked = (lock: string, holder: string, next: string) =>
  new PicojouleError({
    code: 'LAB_LOCKED',
    message: `The run is being written by ${holder} (${lock}).`,
    next,
  });

export const runClosed = (directory: string) =>
  new PicojouleError({
    code: 'LAB_CLOSED',
    message: `The run in ${directory} was closed and takes no more data.`,
    next: 'Open it again with `openRun`.',
  });

export const notJson = (where: string, problem: string) =>
  new PicojouleError({
    code: 'LAB_NOT_JSON',
    message: `${where} cannot be kept as JSON: ${problem}.`,
    next: 'Keep finite numbers, text, booleans, null, arrays and plain objects only.',
  });

export const damagedJson = (path: string, cause: unknown) =>
  new PicojouleError({
    code: 'LAB_DAMAGED_JSON',
    message: `${path} does not hold valid JSON.`,
    next: 'Restore the file from a copy, or delete it to compute its part of the run again.',
    cause,
  });

export const damagedLine = (path: string, line: number, cause: unknown) =>
  new PicojouleError({
    code: 'LAB_DAMAGED_LINE',
    message: `Line ${line} of ${path} is no row of a run.`,
    next: 'Restore the file from a copy, or run again in a new folder.',
    cause,
  });

export const badLedgerRow = (part: string, node: string, field: string, value: unknown) =>
  new PicojouleError({
    code: 'LAB_LEDGER_ROW',
    message: `The ledger row of node "${node}" in part "${part}" has ${field} = ${String(value)}.`,
    next: 'The backend must state finite counts >= 0: report this to its author.',
  });

export const damagedArchive = (file: string, problem: string, cause?: unknown) =>
  new PicojouleError({
    code: 'LAB_DAMAGED_ARCHIVE',
    message: `${file} is cut short or damaged: ${problem}.`,
    next: 'Restore the file from a copy, or delete it to compute its part of the run again.',
    cause,
  });

export const noArchive = (file: string, expected: string) =>
  new PicojouleError({
    code: 'LAB_NO_ARCHIVE',
    message: `${file} is no file of ${expected}.`,
    next: 'Name a file that Picojoule wrote.',
  });

export const badTensor = (name: string, problem: string) =>
  new PicojouleError({
    code: 'LAB_TENSOR',
    message: `The tensor "${name}" cannot be written: ${problem}.`,
    next: 'This is a bug of whoever made the tensor: report it.',
  });

export const noSection = (title: string, known: readonly string[]) =>
  new PicojouleError({
    code: 'LAB_NO_SECTION',
    message: `The report has no table under "${title}".`,
    next: `Name one of its sections: ${known.map((one) => `"${one}"`).join(', ') || 'it has none'}.`,
  });
