import { expect, test } from 'vitest';
import { byteSize } from './byte-size.ts';

const call = { command: 'board selftest', example: 'pj board selftest' };

test.each([
  ['12', 12],
  ['3B', 3],
  ['64kB', 64_000],
  ['256MB', 256_000_000],
])('%s is %i bytes', (text, size) => {
  expect(byteSize('--size', text, 1e9, call)).toBe(size);
});

test.each(['', '0', '-1', '1.5MB', '2GB', 'MB', '1 mb'])('"%s" is wrong usage', (text) => {
  expect(() => byteSize('--size', text, 1e9, call)).toThrow(
    expect.objectContaining({ code: 'USAGE_VALUE' }),
  );
});
