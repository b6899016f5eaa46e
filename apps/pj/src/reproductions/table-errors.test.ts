import type { PublishedTable } from '@picojoule/energy';
import { expect, test } from 'vitest';
import { columnErrors, errorOf, formatError } from './table-errors.ts';

const table: PublishedTable = {
  name: 't',
  title: 'T',
  source: 'a paper',
  model: 'f()',
  unit: 'J',
  digits: 1,
  columns: ['row', 'a', 'b', 'c'],
  rows: [
    { name: 'x', cells: [{ ours: 11, published: 10 }, { ours: 1 }, { ours: 2, published: 2 }] },
    { name: 'y', cells: [{ ours: 7, published: 10 }, { ours: 1 }, { ours: 1 }] },
    { name: 'z', cells: [{ ours: 12, published: 10 }, { ours: 1 }, { ours: 1 }] },
  ],
  tolerance: [0.25],
  notes: [],
};

test('a column is as far off as its worst cell, and what the source leaves out is not counted', () => {
  const [a, c, ...others] = columnErrors(table);
  expect(others).toEqual([]);
  expect(a).toMatchObject({ column: 'a', cells: 3, row: 'y', tolerance: 0.25 });
  expect(a?.median).toBeCloseTo(0.2);
  expect(a?.largest).toBeCloseTo(0.3);
  expect(c).toEqual({
    column: 'c',
    cells: 1,
    median: 0,
    largest: 0,
    row: 'x',
    tolerance: undefined,
  });
});

test('an error is relative to the size of the published value', () => {
  expect(errorOf({ ours: -1, published: -2 })).toBe(0.5);
  expect(errorOf({ ours: 0, published: 0 })).toBe(0);
  expect(errorOf({ ours: 1, published: 0 })).toBe(Number.POSITIVE_INFINITY);
});

test.each([
  [0, '0.00 %'],
  [-0.00001, '0.00 %'],
  [0.0005, '+0.05 %'],
  [-0.1234, '-12.3 %'],
  [2, '+200.0 %'],
  [Number.POSITIVE_INFINITY, '+∞'],
])('%d is written as %s', (error, text) => {
  expect(formatError(error)).toBe(text);
});
