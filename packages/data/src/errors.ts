import { PicojouleError } from '@picojoule/spec';

export const missingFile = (dataset: string, tried: readonly string[], next: string) =>
  new PicojouleError({
    code: 'DATA_MISSING',
    message: `${dataset} needs a file that is not there: ${tried.join(' or ')}.`,
    next,
  });

export const unreadableFile = (path: string, cause: unknown) =>
  new PicojouleError({
    code: 'DATA_UNREADABLE',
    message: `${path} cannot be read${cause instanceof Error ? `: ${cause.message}` : ''}.`,
    next: 'Check that it is a file, that you may read it, and that a .gz file is whole.',
    cause,
  });

export const damagedFile = (path: string, problem: string) =>
  new PicojouleError({
    code: 'DATA_DAMAGED',
    message: `${path} is not the file expected: ${problem}.`,
    next: "Fetch the file again; its format is described on the dataset's page in docs/plugins.",
  });

export const wrongChecksum = (path: string, algorithm: string, published: string, found: string) =>
  new PicojouleError({
    code: 'DATA_CHECKSUM',
    message: `${path} is not the published file: its ${algorithm} is ${found}, not ${published}.`,
    next: 'Fetch and unpack the archive again; a file that was changed cannot be compared with others.',
  });

export const badIndex = (dataset: string, split: string, index: unknown, size: number) =>
  new PicojouleError({
    code: 'DATA_INDEX',
    message: `${dataset} has no image ${String(index)} in its ${split} split of ${size}.`,
    next: `Ask for whole numbers from 0 to ${size - 1}.`,
  });

export const loadingFailed = (dataset: string, cause: unknown) =>
  new PicojouleError({
    code: 'DATA_LOADING',
    message: `The thread that makes the batches of ${dataset} ended${cause instanceof Error ? `: ${cause.message}` : ''}.`,
    next: 'If memory ran out, use smaller batches; otherwise report it with the message above.',
    cause,
  });

export const datasetClosed = (dataset: string) =>
  new PicojouleError({
    code: 'DATA_CLOSED',
    message: `${dataset} was read after it was closed.`,
    next: 'Open it again.',
  });
