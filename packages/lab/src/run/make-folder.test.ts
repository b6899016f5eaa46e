import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { makeFolder } from './make-folder.ts';

const root = mkdtempSync(join(tmpdir(), 'pj-lab-'));
afterAll(() => rmSync(root, { recursive: true }));

test('folders above are made, and a second time changes nothing', () => {
  const path = join(root, 'a', 'b', 'c');
  makeFolder(path);
  makeFolder(path);
  expect(existsSync(path)).toBe(true);
});

const refusal = (path: string): unknown => {
  try {
    return makeFolder(path);
  } catch (error) {
    return error;
  }
};

test('a folder below a file is refused', () => {
  const file = join(root, 'file');
  writeFileSync(file, '');
  const message = expect.stringContaining(join(file, 'b'));
  expect(refusal(join(file, 'b', 'c'))).toMatchObject({ code: 'LAB_FILE', message });
});

test.skipIf(process.platform !== 'linux')('where no folder can be made it ends', () => {
  const message = expect.stringContaining('/proc/picojoule cannot be made');
  expect(refusal('/proc/picojoule/runs')).toMatchObject({ code: 'LAB_NOT_ALLOWED', message });
});
