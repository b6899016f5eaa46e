import { isDeepStrictEqual } from 'node:util';
import type { Json } from '@picojoule/spec';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { differencesOf } from './json.ts';

const json = fc
  .jsonValue({ maxDepth: 3 })
  .map((value) => JSON.parse(JSON.stringify(value)) as Json);

test('values differ somewhere exactly where they are not equal', () => {
  fc.assert(
    fc.property(json, json, (a, b) => {
      expect(differencesOf(a, b).length === 0).toBe(isDeepStrictEqual(a, b));
      expect(differencesOf(a, a)).toEqual([]);
    }),
  );
});

test('each place is named with what stood and what stands there', () => {
  const before = { seed: 1, train: { epochs: 4, savers: [{ name: 'smd' }] }, gone: null };
  const after = { train: { epochs: 5, savers: [{ name: 'smd' }, 'x'] }, seed: [1], come: {} };
  expect(differencesOf(before, after)).toEqual([
    { path: 'seed', before: 1, after: [1] },
    { path: 'train.epochs', before: 4, after: 5 },
    { path: 'train.savers.1', before: undefined, after: 'x' },
    { path: 'gone', before: null, after: undefined },
    { path: 'come', before: undefined, after: {} },
  ]);
});
