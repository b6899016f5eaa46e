import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { makeFolder } from './make-folder.ts';

const root = mkdtempSync(join(tmpdir(), 'pj-make-folder-'));
afterAll(() => rmSync(root, { recursive: true }));

test('folders above are made, and a second time changes nothing', () => {
  const path = join(root, 'a', 'b', 'c');
  makeFolder(path);
  makeFolder(path);
  expect(existsSync(path)).toBe(true);
});

test('a folder below a file is refused', () => {
  writeFileSync(join(root, 'file'), '');
  expect(() => makeFolder(join(root, 'file', 'b'))).toThrow(/cannot be written/);
});

test.skipIf(process.platform !== 'linux')('where no folder can be made it ends', () => {
  expect(() => makeFolder('/proc/picojoule/runs')).toThrow(/\/proc\/picojoule cannot be written/);
});
