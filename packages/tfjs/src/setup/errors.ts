import { PicojouleError } from '@picojoule/spec';
import { reasonOf } from './failure.ts';

/** The native library is there but does not load. */
export function bindingNotLoaded(bindingPath: string, cause: unknown): PicojouleError {
  return new PicojouleError({
    code: 'TFJS_BINDING_LOAD',
    message: `The native library ${bindingPath} cannot be loaded: ${reasonOf(cause)}.`,
    next: 'Run `pj setup native` again, or use the wasm backend.',
    cause,
  });
}

/** One process can hold one native library. */
export function otherBindingLoaded(first: string, second: string): PicojouleError {
  return new PicojouleError({
    code: 'TFJS_BINDING_TWICE',
    message: `The native library ${second} was asked for, but ${first} is already loaded.`,
    next: 'Use one native library per process.',
  });
}

export const moreThreads = () =>
  new PicojouleError({
    code: 'TFJS_THREADS',
    message:
      'The native library was loaded with several threads, so it cannot be deterministic here.',
    next: 'Open the deterministic backend before any other in the process, or set TF_NUM_INTRAOP_THREADS=1 and TF_NUM_INTEROP_THREADS=1 before you start.',
  });
