import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fold, widthOf } from './plain-text.ts';
import { table } from './table.ts';

const report = {
  title: '',
  summary: [],
  sections: [
    {
      title: 'Layers',
      table: {
        columns: [{ title: 'layer' }, { title: 'energy', unit: 'J' }, { title: 'share' }],
        rows: [
          ['block1.shortcut.convolution', 1.25, 0.5],
          ['a layer of words', 12345.5, 0.25],
        ],
      },
    },
  ],
} as const;
const linesAt = (tableWidth?: number) =>
  table(tableWidth === undefined ? {} : { tableWidth })
    .render(report)
    .split('\n')
    .slice(5, -1);

test('a table that fits stays as it is', () => {
  expect(linesAt(80)).toEqual(linesAt());
  expect(linesAt(Math.max(...linesAt().map(widthOf)))).toEqual(linesAt());
});

test('a table that does not fit folds its names, at spaces where it can, and keeps its numbers whole', () => {
  expect(linesAt(32)).toEqual([
    'layer              energy  share',
    '                      [J]',
    '─────────────────  ──────  ─────',
    'block1.shortcut.c    1.25    0.5',
    'onvolution',
    'a layer of words    12350   0.25',
  ]);
});

test('folded text has the width asked for and loses nothing but spaces', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 2, max: 30 }), (text, width) => {
      const lines = fold(text, width);
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
    }),
  );
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 30 }), (text, width) => {
      for (const line of fold(text, width)) expect(widthOf(line)).toBeLessThanOrEqual(width);
    }),
  );
});

test.each([24, 26, 32, 40, 60])('no line is wider than %i columns', (width) => {
  const lines = linesAt(width);
  for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
  for (const number of ['1.25', '12350', '0.5', '0.25']) expect(lines.join('\n')).toContain(number);
});
