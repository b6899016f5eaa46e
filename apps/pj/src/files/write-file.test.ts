import {
  existsSync,
  linkSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readInputFile } from './read-file.ts';
import { checkWritable, writeOutputFile } from './write-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'pj-write-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

test('a file that is there stays, unless it is to be replaced', () => {
  writeFileSync(at('a'), 'mine');
  expect(() => writeOutputFile(at('a'), 'new')).toThrow(/a is there already/);
  symlinkSync(at('a'), at('link'));
  expect(() => writeOutputFile(at('link'), 'new')).toThrow(/link is there already/);
  expect(readFileSync(at('a'), 'utf8')).toBe('mine');
  writeOutputFile(at('a'), 'new', { force: true });
  expect(readFileSync(at('a'), 'utf8')).toBe('new');
});

test('what was read is never written over, by whatever name', () => {
  writeFileSync(at('input'), 'mine');
  symlinkSync(at('input'), at('alias'));
  linkSync(at('input'), at('hard'));
  readInputFile(at('input'), folder);
  for (const name of ['input', 'alias', 'hard'])
    expect(() => writeOutputFile(at(name), 'new', { force: true })).toThrow(
      /the file that was read/,
    );
  expect(readFileSync(at('input'), 'utf8')).toBe('mine');
});

test('what was written stays when a second thing is to be written there', () => {
  writeOutputFile(at('both'), 'first');
  expect(() => writeOutputFile(at('both'), 'second', { force: true })).toThrow(
    /two things to write/,
  );
  expect(readFileSync(at('both'), 'utf8')).toBe('first');
});

test('what cannot be written is named', () => {
  expect(() => writeOutputFile(folder, '')).toThrow(/cannot be written/);
  expect(() => writeOutputFile(at('no/where'), '')).toThrow(/where cannot be written/);
});

test('that it cannot be written is known before, and looking leaves nothing', () => {
  expect(() => checkWritable(at('no/where'))).toThrow(/where cannot be written/);
  expect(() => checkWritable(folder)).toThrow(/is a folder/);
  checkWritable(at('later'));
  expect(existsSync(at('later'))).toBe(false);
});
