import { definePlugin, type Report, type ReportSection, type Table } from '@picojoule/spec';
import * as v from 'valibot';
import { bar } from './bar.ts';
import { fitColumns, leastWidth, sum, type TextColumn, unbrokenWidth } from './fit-columns.ts';
import { type Cell, formatCell, isNumeric } from './format-cell.ts';
import { fold, pad, plainText, widthOf, wrap } from './plain-text.ts';
import { plotDigest } from './plot-table.ts';
import { shareUnits } from './share-units.ts';
import { splitColumns } from './split-columns.ts';

/** Text for a terminal: aligned columns, plots as their key numbers. */
export const table = definePlugin({
  kind: 'reporter',
  name: 'table',
  summary: 'Aligned text for a terminal.',
  options: v.strictObject({
    /** Columns at which sentences are broken. */
    width: v.optional(v.pipe(v.number(), v.integer(), v.minValue(20)), 100),
    /** Columns at which tables are folded and split; by default they are as wide as they need. */
    tableWidth: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  }),
  create: ({ width, tableWidth = Number.POSITIVE_INFINITY }) => ({
    extension: 'txt',
    render: ({ title, summary, sections }: Report) => {
      const head = [
        heading(title, '=', tableWidth),
        ...summary.flatMap((one) => wrap(plainText(one), width)),
      ];
      const blocks = [
        head,
        ...sections.map((section) => renderSection(section, width, tableWidth)),
      ];
      return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
    },
  }),
});

function renderSection(
  { title, text, table, plot }: ReportSection,
  width: number,
  tableWidth: number,
): string[] {
  const lines = [heading(title, '-', tableWidth)];
  if (text !== undefined) lines.push(...wrap(plainText(text), width));
  if (table !== undefined) lines.push(...renderTable(table, tableWidth));
  if (plot === undefined) return lines;
  if (table !== undefined) lines.push('');
  return [
    ...lines,
    plainText(`${plot.y.label} ${plot.kind === 'bar' ? 'by' : 'over'} ${plot.x.label}`),
    ...renderTable(plotDigest(plot), tableWidth),
  ];
}

function heading(title: string, line: string, tableWidth: number): string {
  const lines = wrap(plainText(title), tableWidth);
  return [...lines, line.repeat(Math.max(1, ...lines.map(widthOf)))].join('\n');
}

const GAP = '  ';
/** Of bars: the widest that fits, or none. */
const BAR_WIDTHS = [16, 8];
/** What follows a bar is at most this long, as in `100.00 %`. */
const LONGEST_NUMBER = 8;

/** A table that is too wide even with its names folded is told in parts, each with the first column. */
function renderTable(table: Table, tableWidth: number): string[] {
  const { headings, sentences } = shareUnits(table.columns);
  const told = headings.map(plainText);
  const least = textColumns(told, textRows(table), numericColumns(table)).map(leastWidth);
  const parts = splitColumns(least, tableWidth, GAP.length).map((positions) => {
    const part = {
      columns: positions.map((i) => table.columns[i]!),
      rows: table.rows.map((row) => positions.map((i) => row[i] ?? null)),
    };
    return renderPart(
      part,
      positions.map((i) => told[i]!),
      tableWidth,
    );
  });
  return [
    ...sentences.flatMap((one) => wrap(plainText(one), tableWidth)),
    ...parts.flatMap((lines, i) => (i === 0 ? lines : ['', ...lines])),
  ];
}

function renderPart(table: Table, headings: readonly string[], tableWidth: number): string[] {
  const right = numericColumns(table);
  const rows = textRows(table);
  const room = tableWidth - GAP.length * (headings.length - 1);
  // Bars give way before a word is broken.
  const cells =
    BAR_WIDTHS.map((width) => withBars(table, rows, width)).find(
      (barred) => sum(textColumns(headings, barred, right).map(unbrokenWidth)) <= room,
    ) ?? rows;
  const widths = fitColumns(textColumns(headings, cells, right), room);
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => pad(cell, widths[i]!, right[i]!))
      .join(GAP)
      .trimEnd();
  const folded = (cells: readonly string[]) => {
    const parts = cells.map((cell, i) => fold(cell, widths[i]!));
    const height = Math.max(...parts.map(({ length }) => length));
    return Array.from({ length: height }, (_, at) => line(parts.map((part) => part[at] ?? '')));
  };
  return [
    ...folded(headings),
    line(widths.map((width) => '─'.repeat(width))),
    ...cells.flatMap(folded),
  ];
}

const numericColumns = (table: Table) => table.columns.map((_, i) => isNumeric(table, i));

const textRows = ({ columns, rows }: Table) =>
  rows.map((row) => columns.map((column, i) => plainText(formatCell(row[i] ?? null, column))));

const textColumns = (
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  numeric: readonly boolean[],
): TextColumn[] =>
  headings.map((heading, i) => ({
    texts: [heading, ...rows.map((row) => row[i]!)],
    numeric: numeric[i]!,
  }));

/** The texts of rows with bars before them, in the columns that ask for bars; each column has one scale. */
function withBars(
  table: Table,
  rows: readonly (readonly string[])[],
  width: number,
): readonly (readonly string[])[] {
  const largest = table.columns.map((column, i) =>
    column.bar === true ? Math.max(...table.rows.map((row) => numberOf(row[i]))) : undefined,
  );
  return rows.map((texts, at) =>
    texts.map((text, i) => {
      const [most, value] = [largest[i], table.rows[at]![i]];
      if (most === undefined || typeof value !== 'number') return text;
      return `${bar(value / most, width)} ${text.padStart(LONGEST_NUMBER)}`;
    }),
  );
}

const numberOf = (cell: Cell | undefined) => (typeof cell === 'number' ? cell : -Infinity);
