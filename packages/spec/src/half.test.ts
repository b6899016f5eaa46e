import { expect, test } from 'vitest';
import { float16, float16Pattern } from './half.ts';

test('every half-precision number has the pattern that it was read from', () => {
  const wrong = Array.from({ length: 2 ** 16 }, (_, pattern) => pattern).filter((pattern) => {
    const x = float16(pattern);
    return Number.isNaN(x) ? float16Pattern(x) !== 0x7e00 : float16Pattern(x) !== pattern;
  });
  expect(wrong).toEqual([]);
});

test('what lies between two takes the nearer, then the even, then infinity', () => {
  expect(float16Pattern(1 + 0.6 * 2 ** -10)).toBe(0x3c01);
  expect(float16Pattern(1 + 0.5 * 2 ** -10)).toBe(0x3c00);
  expect(float16Pattern(1 + 1.5 * 2 ** -10)).toBe(0x3c02);
  expect(float16Pattern(-65_519)).toBe(0xfbff);
  expect(float16Pattern(65_520)).toBe(0x7c00);
});
