import { expect, test } from 'vitest';
import { printResult } from './print-result.ts';

function printed(isTTY: boolean, text: string): string {
  let all = '';
  printResult({ isTTY, write: (part: string) => (all += part) }, text);
  return all;
}

const csv = 'layer,energy\r\n\u001B[2Jconv\u0007,1\r\n\u009B31mfc,2\r\n';

test('a terminal gets no control characters', () => {
  expect(printed(true, csv)).toBe('layer,energy\n\uFFFD[2Jconv\uFFFD,1\n\uFFFD31mfc,2\n');
});

test('a file gets every byte', () => expect(printed(false, csv)).toBe(csv));
