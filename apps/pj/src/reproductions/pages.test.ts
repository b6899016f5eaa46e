import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepPages, outdatedPages, writeCommittedPages } from './pages.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'pj-pages-'));
  mkdirSync(join(root, 'docs'));
});
afterEach(() => rmSync(root, { recursive: true }));

const result = (text: string) => ({ pages: { 'docs/page.md': text } });

test('a page is outdated until it is written, and again when it changes', () => {
  expect(outdatedPages(result('a'), root)).toEqual(['docs/page.md']);
  expect(writeCommittedPages(result('a'), root)).toEqual([join(root, 'docs/page.md')]);
  expect(outdatedPages(result('a'), root)).toEqual([]);
  expect(outdatedPages(result('b'), root)).toEqual(['docs/page.md']);
  expect(outdatedPages({}, root)).toEqual([]);
});

test('a run keeps its pages in its folder', async () => {
  expect(await keepPages(root, result('a'))).toEqual([`Page: ${join(root, 'page.md')}`]);
  expect(readFileSync(join(root, 'page.md'), 'utf8')).toBe('a');
});

test('a page that cannot be written is named', () => {
  expect(() => writeCommittedPages(result('a'), join(root, 'none'))).toThrow(/page\.md/);
});
