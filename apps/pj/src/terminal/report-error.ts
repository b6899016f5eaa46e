import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '@picojoule/lab/make-folder';
import { plainText } from '@picojoule/lab/plain-text';
import { isPicojouleError, isUsageError } from '../errors.ts';
import { INTERRUPTED } from './interrupt.ts';
import { safeText } from './safe-text.ts';

const INTERRUPTION = 'Interrupted: run the same command again to go on from here.';

export interface ErrorReport {
  readonly text: string;
  readonly exitCode: number;
}

export interface ErrorContext {
  /** Adds the stack to the text. */
  readonly debug: boolean;
  /** Where details of our own bugs are kept. */
  readonly cacheDirectory: string;
  readonly interrupted: boolean;
  readonly now: Date;
}

/** What the user is told about an error, and the exit code. Never a stack trace, unless asked for. */
export function reportError(error: unknown, context: ErrorContext): ErrorReport {
  const { text, exitCode } = describeError(error, context);
  return { text: safeText(text), exitCode };
}

function describeError(error: unknown, context: ErrorContext): ErrorReport {
  const stack = context.debug ? `\n${details(error)}` : '';
  if (context.interrupted && !isPicojouleError(error))
    return { text: `${INTERRUPTION}${stack}\n`, exitCode: INTERRUPTED };
  if (isPicojouleError(error)) {
    const { code, message, next } = error;
    const exitCode = context.interrupted ? INTERRUPTED : isUsageError(code) ? 2 : 1;
    return {
      text: `error ${code}: ${ownLines(message)}\n  ${plainText(next)}${stack}\n`,
      exitCode,
    };
  }
  const summary = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const where = context.debug ? '' : ` ${keepDetails(error, context)}`;
  return {
    text: `error BUG: this is a bug of Picojoule: ${summary.split('\n')[0]}.${where}${stack}\n`,
    exitCode: 1,
  };
}

/** Of the line ends in a message those before its list's items are ours; names may hold others. */
const ownLines = (message: string) => message.replaceAll(/\n(?! {2}- )/g, ' ');

function keepDetails(error: unknown, { cacheDirectory, now }: ErrorContext): string {
  const stamp = now.toISOString().replaceAll(/[:.]/g, '-');
  const path = join(cacheDirectory, `bug-${stamp}.txt`);
  try {
    makeFolder(cacheDirectory);
    writeFileSync(path, `${details(error)}\n`);
    return `Please report it with ${path}`;
  } catch {
    return 'Please report it with what `--debug` shows';
  }
}

/** The stack of the error and of its causes. */
function details(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.stack ?? String(error);
  return error.cause === undefined ? own : `${own}\ncaused by ${details(error.cause)}`;
}
