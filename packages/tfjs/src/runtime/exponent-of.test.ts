import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exponentOf } from './exponent-of.ts';

test('is the least exponent whose power of two is not below the magnitude', () => {
  const magnitudes = fc.oneof(
    fc.float({ min: Math.fround(1e-29), max: Math.fround(1e30), noNaN: true }),
    fc.integer({ min: -90, max: 90 }).map((e) => 2 ** e),
    fc.integer({ min: -90, max: 90 }).map((e) => 2 ** e * (1 + 2 ** -23)),
  );
  fc.assert(
    fc.property(magnitudes, (magnitude) => {
      const e = exponentOf(magnitude);
      expect(2 ** e >= magnitude && 2 ** (e - 1) < magnitude).toBe(true);
    }),
  );
});

test('ends at -100, and nothing without a magnitude has one', () => {
  expect(exponentOf(1e-38)).toBe(-100);
  for (const none of [0, Number.POSITIVE_INFINITY, Number.NaN]) expect(exponentOf(none)).toBeNaN();
});
