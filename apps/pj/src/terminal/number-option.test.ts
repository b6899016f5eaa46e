import { expect, test } from 'vitest';
import { numberOption } from './number-option.ts';

const call = { command: 'c', example: 'pj c' };

test.each(['0', '1.5', '.5', '1e1', '+2'])('%s is a number', (text) => {
  expect(numberOption('--x', text, { least: 0, most: 10 }, call)).toBe(Number(text));
});

test.each(['', ' ', 'x', '0x10', 'Infinity', 'NaN', '-1', '11', '1,5', '1e'])(
  '"%s" is wrong usage',
  (text) => {
    expect(() => numberOption('--x', text, { least: 0, most: 10 }, call)).toThrow(
      /a number from 0 to 10/,
    );
  },
);

test('a part of one is no whole number', () => {
  expect(() => numberOption('--x', '1.5', { least: 0, most: 10, whole: true }, call)).toThrow(
    /a whole number/,
  );
});
