import { PicojouleError } from '@picojoule/spec';

export const overwritesInput = (path: string) =>
  new PicojouleError({
    code: 'FILE_IS_INPUT',
    message: `${path} is the file that was read; it is not written over.`,
    next: 'Name another file to write.',
  });
