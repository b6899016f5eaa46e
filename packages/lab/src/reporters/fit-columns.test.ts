import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fold, widthOf } from './plain-text.ts';
import { shareUnits } from './share-units.ts';
import { splitColumns } from './split-columns.ts';
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

const widths = fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 9 });

test('parts of a table hold each column once beside the first, as many as fit', () => {
  fc.assert(
    fc.property(widths, fc.integer({ min: 1, max: 80 }), (least, room) => {
      const parts = splitColumns(least, room, 2);
      const widthOfPart = (part: readonly number[]) =>
        part.reduce((width, i) => width + least[i]! + 2, -2);
      expect([...parts[0]!.slice(0, 1), ...parts.flatMap((part) => part.slice(1))]).toEqual([
        ...least.keys(),
      ]);
      for (const [i, part] of parts.entries()) {
        if (part.length > 2) expect(widthOfPart(part)).toBeLessThanOrEqual(room);
        const next = parts[i + 1]?.[1];
        if (next !== undefined) expect(widthOfPart([...part, next])).toBeGreaterThan(room);
        if (least.length > 0) expect(part[0]).toBe(0);
      }
    }),
  );
});

const wide = {
  title: '',
  summary: [],
  sections: [
    {
      title: 'Layers',
      table: {
        columns: [
          { title: 'layer' },
          ...['ifmap', 'ofmap', 'computation'].map(
            (title) => ({ title, unit: 'J', provenance: 'modelled' }) as const,
          ),
        ],
        rows: [
          ['conv', 12345.5, 1.25, 3],
          ['fc', 0.5, 1, 2],
        ],
      },
    },
  ],
} as const;

test.each([
  [40, 1],
  [32, 1],
  [31, 2],
  [19, 2],
  [18, 3],
])('at %i columns a table of four has %i parts, none too wide, no word broken', (width, parts) => {
  const lines = table({ tableWidth: width }).render(wide).split('\n').slice(5, -1);
  const grid = lines.slice(lines.findIndex((line) => line.startsWith('layer')));
  expect(lines.slice(0, -grid.length).join(' ')).toBe('ifmap, ofmap, computation: J, modelled.');
  for (const line of grid) expect(widthOf(line)).toBeLessThanOrEqual(width);
  expect(grid.filter((line) => line.startsWith('layer'))).toHaveLength(parts);
  expect(grid.filter((line) => line === '')).toHaveLength(parts - 1);
  for (const word of ['ifmap', 'computation', '12350', '1.25', '0.5'])
    expect(grid.join('\n')).toContain(word);
});

test('units that columns share are told once, others in their headings', () => {
  const unit = 'J';
  const provenance = 'modelled';
  expect(
    shareUnits([
      { title: 'a' },
      { title: 'b', unit, provenance },
      { title: 'c', unit },
      { title: 'd', provenance },
      { title: 'e', unit, provenance },
      { title: 'f', provenance },
    ]),
  ).toEqual({
    headings: ['a', 'b', 'c [J]', 'd', 'e', 'f'],
    sentences: ['b, e: J, modelled.', 'd, f: modelled.'],
  });
});
