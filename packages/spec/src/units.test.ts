import { expect, test } from 'vitest';
import { add, joules, macUnits, scale } from './units.ts';

test('quantities are plain numbers that add and scale', () => {
  expect(add(joules(1.5), joules(2), joules(-0.5))).toBe(3);
  expect(add()).toBe(0);
  expect(scale(macUnits(3), 0.5)).toBe(1.5);
});
