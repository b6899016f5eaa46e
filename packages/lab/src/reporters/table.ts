import { definePlugin, type Report, type ReportSection, type Table } from '@picojoule/spec';
import * as v from 'valibot';
import { columnHeading, formatCell, isNumeric } from './format-cell.ts';
import { pad, plainText, widthOf, wrap } from './plain-text.ts';
import { plotDigest } from './plot-table.ts';

/** Text for a terminal: aligned columns, plots as their key numbers. */
export const table = definePlugin({
  kind: 'reporter',
  name: 'table',
  summary: 'Aligned text for a terminal.',
  options: v.strictObject({
    /** Columns at which sentences are broken; tables are as wide as they need. */
    width: v.optional(v.pipe(v.number(), v.integer(), v.minValue(20)), 100),
  }),
  create: ({ width }) => ({
    extension: 'txt',
    render: ({ title, summary, sections }: Report) => {
      const head = [heading(title, '='), ...summary.flatMap((one) => wrap(plainText(one), width))];
      const blocks = [head, ...sections.map((section) => renderSection(section, width))];
      return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
    },
  }),
});

function renderSection({ title, text, table, plot }: ReportSection, width: number): string[] {
  const lines = [heading(title, '-')];
  if (text !== undefined) lines.push(...wrap(plainText(text), width));
  if (table !== undefined) lines.push(...renderTable(table));
  if (plot === undefined) return lines;
  if (table !== undefined) lines.push('');
  return [
    ...lines,
    plainText(`${plot.y.label} ${plot.kind === 'bar' ? 'by' : 'over'} ${plot.x.label}`),
    ...renderTable(plotDigest(plot)),
  ];
}

function heading(title: string, line: string): string {
  const text = plainText(title);
  return `${text}\n${line.repeat(Math.max(1, widthOf(text)))}`;
}

function renderTable(table: Table): string[] {
  const headings = table.columns.map((column) => plainText(columnHeading(column)));
  const rows = table.rows.map((row) =>
    headings.map((_, i) => plainText(formatCell(row[i] ?? null, table.columns[i]))),
  );
  const widths = headings.map((text, i) =>
    rows.reduce((width, row) => Math.max(width, widthOf(row[i]!)), widthOf(text)),
  );
  const right = headings.map((_, i) => isNumeric(table, i));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => pad(cell, widths[i]!, right[i]!))
      .join('  ')
      .trimEnd();
  return [line(headings), line(widths.map((width) => '─'.repeat(width))), ...rows.map(line)];
}
