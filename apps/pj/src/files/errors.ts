import { PicojouleError } from '@picojoule/spec';
import { reasonOf } from '../errors.ts';

export const folderNotEmpty = (path: string) =>
  new PicojouleError({
    code: 'FOLDER_NOT_EMPTY',
    message: `${path} holds files already, and nothing is overwritten.`,
    next: 'Choose another name or an empty folder.',
  });

export const fileMissing = (path: string, from: string) =>
  new PicojouleError({
    code: 'FILE_MISSING',
    message: `There is no file ${path}.`,
    next: `Check the path; relative ones start in ${from}.`,
  });

export const fileIsNoFile = (path: string, kind: string) =>
  new PicojouleError({
    code: 'FILE_KIND',
    message: `${path} is ${kind}, not a file.`,
    next: 'Name the file itself.',
  });

export const fileEmpty = (path: string) =>
  new PicojouleError({
    code: 'FILE_EMPTY',
    message: `${path} is empty.`,
    next: 'Write or download it again.',
  });

export const fileTooLarge = (path: string, bytes: number, limit: number) =>
  new PicojouleError({
    code: 'FILE_SIZE',
    message: `${path} has ${bytes} bytes; at most ${limit} can be read.`,
    next: 'Store the weights as external data beside the model, in files of less than that each.',
  });

export const fileUnreadable = (path: string, cause: unknown) =>
  new PicojouleError({
    code: 'FILE_READ',
    message: `${path} cannot be read: ${reasonOf(cause)}.`,
    next: 'Check its permissions.',
    cause,
  });

export const fileUnwritable = (path: string, cause: unknown) =>
  new PicojouleError({
    code: 'FILE_WRITE',
    message: `${path} cannot be written: ${reasonOf(cause)}.`,
    next: 'Choose another folder or change its permissions.',
    cause,
  });

export const fileIsInput = (path: string) =>
  new PicojouleError({
    code: 'FILE_IS_INPUT',
    message: `${path} is the file that was read; it is not written over.`,
    next: 'Name another file to write.',
  });

export const fileTwice = (path: string) =>
  new PicojouleError({
    code: 'FILE_TWICE',
    message: `${path} is named for two things to write; it has the first.`,
    next: 'Name a file for each.',
  });

export const fileExists = (path: string, next: string) =>
  new PicojouleError({
    code: 'FILE_EXISTS',
    message: `${path} is there already; it is not written over.`,
    next,
  });

export const textNotUtf8 = (path: string) =>
  new PicojouleError({
    code: 'FILE_TEXT',
    message: `${path} is not text in UTF-8.`,
    next: 'Network files are text: 25 numbers a line, separated by commas.',
  });
