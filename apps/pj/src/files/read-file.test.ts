import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readBeside } from './read-file.ts';

const root = mkdtempSync(join(tmpdir(), 'pj-beside-'));
afterAll(() => rmSync(root, { recursive: true }));
const folder = join(root, 'model');
mkdirSync(join(folder, 'weights'), { recursive: true });
writeFileSync(join(folder, 'weights', 'a.bin'), Uint8Array.of(0, 1, 2, 3, 4, 5));
writeFileSync(join(root, 'secret'), 'secret');

test('part of a file beside the model is read', () => {
  expect([...readBeside(folder, 'weights/a.bin', 2, 3)]).toEqual([2, 3, 4]);
  expect([...readBeside(folder, './weights/../weights/a.bin', 0, 1)]).toEqual([0]);
});

test('a length beyond the end, however large, costs no memory', () => {
  expect([...readBeside(folder, 'weights/a.bin', 4, 2 ** 40)]).toEqual([4, 5]);
  expect([...readBeside(folder, 'weights/a.bin', 2 ** 40, 2 ** 40)]).toEqual([]);
});

test.each(['../secret', 'weights/../../secret', '/etc/hostname', '..'])(
  'a model cannot read %s',
  (location) => {
    expect(() => readBeside(folder, location, 0, 1)).toThrow(/not beside it/);
  },
);

test('a file that is not there, or is a folder, is named', () => {
  expect(() => readBeside(folder, 'b.bin', 0, 1)).toThrow(/b\.bin/);
  expect(() => readBeside(folder, 'weights', 0, 1)).toThrow(/a folder/);
});
