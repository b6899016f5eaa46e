import { expect, test } from 'vitest';
import { quartilesOf } from './spread.ts';

test("quartiles are NumPy's percentiles", () => {
  // numpy.percentile([1, 2, 4, 8], [25, 50, 75]) and of [3].
  expect(quartilesOf([8, 1, 4, 2])).toEqual({ lower: 1.75, median: 3, upper: 5 });
  expect(quartilesOf([3])).toEqual({ lower: 3, median: 3, upper: 3 });
});
