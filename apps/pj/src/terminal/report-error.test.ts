import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PicojouleError } from '@picojoule/spec';
import { afterAll, expect, test } from 'vitest';
import { reportError } from './report-error.ts';

const folder = mkdtempSync(join(tmpdir(), 'pj-errors-'));
afterAll(() => rmSync(folder, { recursive: true }));
const context = {
  debug: false,
  cacheDirectory: join(folder, 'cache'),
  interrupted: false,
  now: new Date(0),
};
const known = (code: string) =>
  new PicojouleError({ code, message: 'It broke.', next: 'Mend it.' });

test('an error of ours is code, message and next step', () => {
  const { text, exitCode } = reportError(known('X_BROKEN'), context);
  expect(text).toBe('error X_BROKEN: It broke.\n  Mend it.\n');
  expect(exitCode).toBe(1);
});

test('wrong usage has an exit code of its own, and so has an interruption', () => {
  expect(reportError(known('USAGE_OPTION'), context).exitCode).toBe(2);
  const interrupted = { ...context, interrupted: true };
  expect(reportError(known('RUN_INTERRUPTED'), interrupted).exitCode).toBe(130);
  expect(reportError(new DOMException('', 'AbortError'), interrupted).text).toMatch(
    /^Interrupted: /,
  );
});

test('an error of another copy of the contracts is one of ours', () => {
  const foreign = Object.assign(new Error('It broke.'), { code: 'X', next: 'Mend it.' });
  foreign.name = 'PicojouleError';
  expect(reportError(foreign, context).text).toBe('error X: It broke.\n  Mend it.\n');
});

test('anything else is a bug in one line, its stack in a file', () => {
  const error = new TypeError('x is not a function\nand more', { cause: new Error('deep down') });
  const { text, exitCode } = reportError(error, context);
  expect(text.trimEnd().split('\n')).toHaveLength(1);
  expect(text).toMatch(/^error BUG: .*TypeError: x is not a function\. Please report it with /);
  expect(exitCode).toBe(1);
  const [file] = readdirSync(context.cacheDirectory);
  const kept = readFileSync(join(context.cacheDirectory, file!), 'utf8');
  expect(kept).toContain('report-error.test.ts');
  expect(kept).toContain('deep down');
});

test('without a cache the bug is still reported', () => {
  writeFileSync(join(folder, 'file'), '');
  const cacheDirectory = join(folder, 'file', 'cache');
  expect(reportError(new Error('x'), { ...context, cacheDirectory }).text).toContain('--debug');
});

test('what a file names sends nothing to the terminal, and lists keep their lines', () => {
  const message = 'These are unknown:\n  - \u001B[2JRelu\u009B31m\n  - Add\r';
  const error = new PicojouleError({ code: 'X', message, next: 'Rename \u0007.' });
  expect(reportError(error, context).text).toBe(
    'error X: These are unknown:\n  - \uFFFD[2JRelu\uFFFD31m\n  - Add\n  Rename \uFFFD.\n',
  );
  const split = { code: 'X', message: 'No "a\nerror Y: b".', next: 'Rename a\nb.' };
  expect(reportError(new PicojouleError(split), context).text).toBe(
    'error X: No "a error Y: b".\n  Rename a b.\n',
  );
  const bug = new TypeError('\u001B[2J', { cause: new Error('\u001B[2J') });
  expect(reportError(bug, { ...context, debug: true }).text).not.toContain('\u001B');
});
