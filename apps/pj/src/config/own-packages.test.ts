import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { builtPackages, ownPackages } from './own-packages.ts';

const folder = mkdtempSync(join(tmpdir(), 'pj-own-packages-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text: string) {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
}

test('a package counts once it is built', () => {
  write('built/package.json', '{ "name": "@lab/built" }');
  write('built/dist/index.js', '');
  write('source/package.json', '{ "name": "@lab/source" }');
  write('stray/dist/index.js', '');
  write('README.md', '');
  expect(builtPackages(folder)).toEqual({ '@lab/built': join(folder, 'built/dist/index.js') });
});

test('the contracts are always there', () => {
  expect(ownPackages()['@picojoule/spec']).toMatch(/packages.spec.src.index\.ts$/);
});
