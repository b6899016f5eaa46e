import type { ArgsDef } from 'citty';
import { expect, test } from 'vitest';
import { checkArguments } from './check-arguments.ts';

const definitions: ArgsDef = {
  model: { type: 'positional', required: true },
  extra: { type: 'positional', required: false },
  energy: { type: 'string', valueHint: 'plugin' },
  format: { type: 'enum', options: ['table', 'json'] },
  check: { type: 'boolean' },
};
const codeOf = (...args: string[]): string | undefined => {
  try {
    checkArguments(args, definitions, { command: 'c', example: 'pj c m' });
    return undefined;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

test.each([
  [['m']],
  [['m', 'n', '--energy', 'x', '--check']],
  [['--energy=x', 'm']],
  [['m', '--format', 'json', '--no-check']],
  [['--', '--odd-name']],
  [['m', '--energy', '-1']],
  [['m', '--check', '--check']],
])('%j is right', (args) => {
  expect(codeOf(...args)).toBeUndefined();
});

test.each([
  [['m', '--enrgy', 'x'], 'USAGE_OPTION'],
  [['m', '-x'], 'USAGE_OPTION'],
  [['m', '--energy'], 'USAGE_VALUE'],
  [['m', '--energy='], 'USAGE_VALUE'],
  [['m', '--energy', '--check'], 'USAGE_VALUE'],
  [['m', '--format', 'xml'], 'USAGE_VALUE'],
  [['m', '--energy', 'x', '--energy=x'], 'USAGE_OPTION_TWICE'],
  [['m', '--check=perhaps'], 'USAGE_VALUE'],
  [[], 'USAGE_ARGUMENT_MISSING'],
  [['m', 'n', 'o'], 'USAGE_ARGUMENT'],
])('%j is %s', (args, code) => {
  expect(codeOf(...args)).toBe(code);
});
