import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { testedElsewhere, testsMissing } from './tested.mjs';
import { filesOf, rtlFiles } from './workspace.mjs';

const modules = ['board', 'crc32', 'tensor_pkg'];

test('a module needs a testbench, or an entry that says what tests it', () => {
  expect(testsMissing(modules, ['crc32'], { board: 'link' })).toStrictEqual([]);
  expect(testsMissing(modules, [], { board: 'link' })).toStrictEqual([
    'crc32 has no testbench tb/crc32.cpp, nor an entry in tools/tested.mjs.',
  ]);
});

test('an entry goes when its module has a testbench, or is gone', () => {
  const entries = { board: 'link', crc32: 'link', link: 'link' };
  expect(testsMissing(modules, ['crc32'], entries)).toStrictEqual([
    'crc32 has a testbench or is no module: its entry in tools/tested.mjs goes.',
    'link has a testbench or is no module: its entry in tools/tested.mjs goes.',
  ]);
});

test('each module of `rtl` is tested', () => {
  const names = rtlFiles().map((file) => basename(file, '.sv'));
  const testbenches = filesOf('tb', '.cpp').map((file) => basename(file, '.cpp'));
  expect(testsMissing(names, testbenches, testedElsewhere)).toStrictEqual([]);
});
