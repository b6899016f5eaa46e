import type { Column, Report, ReportSection, Table } from '@picojoule/spec';
import { formatCell } from './format-cell.ts';

type Cell = string | number | null;

/** The formats that every command knows. */
export const FORMATS = ['table', 'json', 'csv'] as const;

/** A report as text for the terminal, as JSON, or as CSV (its tables alone). */
export function renderReport(report: Report, format: string): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(asJson(report), null, 2)}\n`;
    case 'csv':
      return asCsv(report);
    default:
      return asText(report);
  }
}

function asText({ title, summary, sections }: Report): string {
  const parts = sections.map((section) =>
    [section.title, section.text, section.table && alignedTable(section.table)]
      .filter((part) => part !== undefined && part !== '')
      .join('\n'),
  );
  return `${[title, ...parts, summary.join('\n')].filter((part) => part !== '').join('\n\n')}\n`;
}

/** Numbers right, words left, titles above a rule. */
export function alignedTable({ columns, rows }: Table): string {
  const body = rows.map((row) => columns.map((column, i) => formatCell(row[i] ?? null, column)));
  const right = columns.map((_, i) => rows.some((row) => typeof row[i] === 'number'));
  const titles = columns.map(titleOf);
  const widths = titles.map((title, i) =>
    Math.max(title.length, ...body.map((row) => row[i]!.length)),
  );
  const align = (cells: readonly string[]) =>
    cells
      .map((cell, i) => (right[i] ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  return [align(titles), rule, ...body.map(align)].join('\n');
}

const titleOf = ({ title, unit }: Column): string =>
  unit === undefined ? title : `${title} (${unit})`;

function asJson({ title, summary, sections }: Report): unknown {
  return { title, summary, sections: sections.map(sectionAsJson) };
}

function sectionAsJson({ title, text, table }: ReportSection): unknown {
  if (table === undefined) return { title, text };
  const { columns, rows } = table;
  const record = (row: readonly Cell[]) =>
    Object.fromEntries(columns.map((column, i) => [column.title, row[i] ?? null]));
  return {
    title,
    ...(text !== undefined && { text }),
    columns: columns.map(({ title, unit, provenance }) => ({ title, unit, provenance })),
    rows: rows.map(record),
  };
}

/** Tables follow each other after an empty line; full precision, units and provenance in the header. */
function asCsv({ sections }: Report): string {
  const tables = sections.flatMap(({ table }) => table ?? []);
  return tables
    .map(({ columns, rows }) => {
      const header = columns.map(({ title, unit, provenance }) => {
        const remarks = [unit, provenance].filter((remark) => remark !== undefined);
        return remarks.length > 0 ? `${title} (${remarks.join(', ')})` : title;
      });
      return [header, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
    })
    .join('\r\n');
}

/** Quoted as in RFC 4180; text that a spreadsheet would run as a formula gets an apostrophe. */
function csvCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
