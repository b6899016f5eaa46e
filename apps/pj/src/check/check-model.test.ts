import { expect, test } from 'vitest';
import { relativeError } from './check-model.ts';

test('the largest difference against the largest value', () => {
  expect(relativeError([1, 2, 4], [1, 2.5, -5])).toBe(9 / 5);
  expect(relativeError([3], [3])).toBe(0);
  expect(relativeError([0.5], [0])).toBe(0.5);
});

test('what is no number, or of another size, never agrees', () => {
  expect(relativeError([Number.NaN], [1])).toBeNaN();
  expect(relativeError([1], [Number.NaN])).toBeNaN();
  expect(relativeError([Number.POSITIVE_INFINITY], [Number.POSITIVE_INFINITY])).toBeNaN();
  expect(relativeError([], [1])).toBeNaN();
});
