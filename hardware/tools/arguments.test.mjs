import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { wholeNumber } from './arguments.mjs';

const hardware = fileURLToPath(new URL('../hardware.mjs', import.meta.url));

test.for([
  ['random up5k abc', 'The number of instructions cannot be "abc"'],
  ['random upk5 100', 'The number of instructions cannot be "upk5"'],
  ['random up5k 100 1 100 0 5', 'Unexpected argument "5"'],
  ['steps 1e3', 'The number of steps cannot be "1e3"'],
  ['tb walkr', 'There is no testbench "walkr"'],
  ['link rat3', 'No test of the link has "rat3" in its name'],
  ['table --writ', 'A seed cannot be "--writ"'],
  ['bitstream first', 'The seed cannot be "first"'],
  ['ulx3s --fit', 'A seed cannot be "--fit"'],
  ['ulx3s-bitstream 0', 'The seed cannot be "0"'],
  ['sim upk5', 'Unexpected argument "upk5"'],
  ['lint rtl', 'Unexpected argument "rtl"'],
])('`hardware %s` is refused, and nothing is done', ([line, message]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [hardware, ...line.split(' ')], {
    encoding: 'utf8',
  });
  expect(stderr).toContain(message);
  expect(stderr).not.toContain('    at ');
  expect(stdout).toBe('');
  expect(status).toBe(2);
});

test('whole numbers are taken as they are', () => {
  expect(wholeNumber('The seed', '0', 0)).toBe(0);
  expect(wholeNumber('The seed', '1000000')).toBe(1_000_000);
});
