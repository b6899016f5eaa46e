import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { compareWithCommitted, writeCommitted } from './committed.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'pj-committed-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const agrees = (values: Readonly<Record<string, number>>, folder = root) =>
  compareWithCommitted({ name: 'pruning', values }, folder).agrees;
const write = (values: Readonly<Record<string, number>>, folder = root) =>
  writeCommitted({ name: 'pruning', values }, folder);

test('what was written agrees with itself, and with what is a tenth away', () => {
  const folder = join(root, 'not', 'there');
  write({ energy: 100, change: -2 }, folder);
  expect(agrees({ energy: 100, change: -2 }, folder)).toBe(true);
  expect(agrees({ energy: 109, change: -1.81 }, folder)).toBe(true);
  expect(agrees({ energy: 111, change: -2 }, folder)).toBe(false);
  expect(agrees({ energy: 100, change: -1.7 }, folder)).toBe(false);
});

test('a figure that only one side has disagrees, as does what was never committed', () => {
  expect(agrees({})).toBe(false);
  write({ energy: 1 });
  expect(agrees({})).toBe(false);
  expect(agrees({ energy: 1, other: 0 })).toBe(false);
});

test('bands that were set by hand stay', () => {
  const path = write({ energy: 100 });
  writeFileSync(path, JSON.stringify({ values: { energy: { value: 100, band: 1 } } }));
  write({ energy: 200 });
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
    values: { energy: { value: 200, band: 1 } },
  });
});

test('a damaged file is named, not written over', () => {
  const path = join(root, 'pruning.json');
  writeFileSync(path, '{"values": 3}');
  expect(() => write({ energy: 1 })).toThrow(path);
  expect(readFileSync(path, 'utf8')).toBe('{"values": 3}');
});

test.skipIf(process.platform !== 'linux')('where no folder can be made it ends', () => {
  expect(() => write({ energy: 1 }, '/proc/picojoule/reproductions')).toThrow(
    '/proc/picojoule cannot be made',
  );
});
