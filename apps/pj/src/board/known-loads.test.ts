import { expect, test } from 'vitest';
import { parseLoad } from './known-loads.ts';

test.each(['12.5 1.2', ' 12.5, 1.2 ', '12.5;1.2'])('"%s" is a load', (text) => {
  expect(parseLoad(text)).toEqual({ amperes: 0.0125, volts: 1.2 });
});

test.each(['', '12.5', '12.5 1.2 3', 'a b', '0 1.2', '-1 1.2', '12mA 1.2V', 'Infinity 1.2'])(
  '"%s" is none',
  (text) => {
    expect(() => parseLoad(text)).toThrow(expect.objectContaining({ code: 'CALIBRATE_READING' }));
  },
);
