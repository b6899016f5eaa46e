import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { brokenClaims, compareWithCommitted, judgeOwnClaims, writeCommitted } from './committed.ts';

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

test('claims, and bands that were set by hand, stay', () => {
  const path = write({ energy: 100 });
  const claims = [{ what: 'cheap', figure: 'energy', is: '<', than: 150 }];
  writeFileSync(path, JSON.stringify({ claims, values: { energy: { value: 100, band: 1 } } }));
  expect(brokenClaims('pruning', root)).toEqual([]);
  write({ energy: 200 });
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
    claims,
    values: { energy: { value: 200, band: 1 } },
  });
  expect(brokenClaims('pruning', root)).toEqual(['cheap: 200 is not < 150']);
});

test('a claim that a run does not hold disagrees, whatever the bands', () => {
  const path = write({ energy: 100 });
  const { values } = JSON.parse(readFileSync(path, 'utf8'));
  const claims = [{ what: 'cheap', figure: 'energy', is: '<', than: 105 }];
  writeFileSync(path, JSON.stringify({ claims, values }));
  expect(agrees({ energy: 104 })).toBe(true);
  expect(agrees({ energy: 106 })).toBe(false);
  const { section } = compareWithCommitted({ name: 'pruning', values: { energy: 106 } }, root);
  expect(section.text).toBe('DOES NOT HOLD: cheap: 106 is not < 105.');
});

test.each([
  ['no band', '<', { value: 1 }],
  ['a negative band', '<', { value: 1, band: -1 }],
  ['an unknown comparison', '=<', { value: 1, band: 1 }],
])('a file with %s is damaged', (_, is, energy) => {
  const path = write({ energy: 1 });
  const claims = [{ what: 'cheap', figure: 'energy', is, than: 1 }];
  writeFileSync(path, JSON.stringify({ claims, values: { energy } }));
  expect(() => agrees({ energy: 1 })).toThrow(path);
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

test('the first time, claims and bands are those of the run, but for claims of no committed figure', () => {
  const claims = [
    { what: 'cheap', figure: 'energy', is: '<', than: 150 },
    { what: 'fast', figure: 3, is: '<', than: 4 },
  ] as const;
  const path = writeCommitted(
    { name: 'pruning', values: { energy: 100, other: 10 }, claims, bands: { energy: 2 } },
    root,
  );
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
    claims: [claims[0]],
    values: { energy: { value: 100, band: 2 }, other: { value: 10, band: 1 } },
  });
});

test('a run of which nothing is committed is judged by its own claims', () => {
  const values = { energy: 100 };
  const claim = { what: 'cheap', figure: 'energy', is: '<', than: 150 } as const;
  expect(judgeOwnClaims({ values, claims: [claim] })).toMatchObject({ agrees: true });
  const { agrees: held, section } = judgeOwnClaims({ values, claims: [{ ...claim, than: 90 }] });
  expect(held).toBe(false);
  expect(section.text).toBe('DOES NOT HOLD: cheap: 100 is not < 90.');
});
