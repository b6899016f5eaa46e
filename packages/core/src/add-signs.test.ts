import { expect, test } from 'vitest';
import { addSigns, type SignSums } from './add-signs.ts';

test('counts of steps add up; what was bounded adds up of those steps alone', () => {
  const sums: Record<string, SignSums> = {};
  addSigns(sums, { signs: { a: { weights: 10, predicted: 5, wrong: 1 } } });
  addSigns(sums, { signs: { a: { weights: 10, predicted: 7, wrong: 2, bound: 3 } } });
  addSigns(sums, {});
  expect(sums).toEqual({
    a: { weights: 20, predicted: 12, wrong: 3, bounded: { predicted: 7, wrong: 2, bound: 3 } },
  });
});

test('where wrong signs are not known none are counted; tiles add up', () => {
  const sums: Record<string, SignSums> = {};
  const step = { weights: 16, predicted: 5, tiles: { all: 4, spared: 1 } };
  addSigns(sums, { signs: { a: step } });
  addSigns(sums, { signs: { a: step } });
  expect(sums).toEqual({ a: { weights: 32, predicted: 10, tiles: { all: 8, spared: 2 } } });
});
