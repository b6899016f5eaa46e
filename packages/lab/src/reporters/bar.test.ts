import { expect, test } from 'vitest';
import { bar } from './bar.ts';
import { table } from './table.ts';

const eighthsOf = (text: string) =>
  [...text].reduce((sum, block) => sum + (block === ' ' ? 0 : 0x2590 - block.codePointAt(0)!), 0);

test('a bar is as long as its share, to an eighth of a character', () => {
  for (let i = 0; i <= 1000; i++) {
    const text = bar(i / 1000, 16);
    expect(text).toHaveLength(16);
    expect(Math.abs(eighthsOf(text) / 128 - i / 1000)).toBeLessThanOrEqual(1 / 256);
  }
});

test.each([Number.NaN, -1, 2, Number.POSITIVE_INFINITY])('%d is no share', (share) => {
  expect(bar(share, 16).trim()).toBe('');
});

const report = {
  title: 'Energy',
  summary: [],
  sections: [
    {
      title: 'Layers',
      table: {
        columns: [{ title: 'layer' }, { title: 'share', format: 'percent', bar: true }],
        rows: [
          ['conv', 0.6],
          ['fc', 0.3],
          ['all', null],
        ],
      },
    },
  ],
} as const;

test('bars of a column have one scale, and give way where a terminal is narrow', () => {
  const wide = table({ tableWidth: 80 }).render(report);
  expect(wide).toContain('conv   ████████████████  60.00 %');
  expect(wide).toContain('fc     ████████          30.00 %');
  expect(table({ tableWidth: 25 }).render(report)).toContain('fc     ████      30.00 %');
  const narrow = table({ tableWidth: 20 }).render(report);
  expect(narrow).not.toContain('█');
  expect(narrow).toContain('30.00 %');
});
