import { definePlugin, type Report, type ReportSection, type Table } from '@picojoule/spec';
import * as v from 'valibot';
import { noSection } from '../errors.ts';
import { type Cell, columnHeading } from './format-cell.ts';
import { plotTable } from './plot-table.ts';

const options = v.strictObject({
  /** Title of the only section to write, as one plain table; without it all are written. */
  section: v.optional(v.string()),
  delimiter: v.optional(v.picklist([',', ';', '\t']), ','),
});

/**
 * Comma-separated values after RFC 4180, numbers in full. With `section` a plain table; without it
 * blocks apart by an empty line: the title and the summary, then each section's title, text, table
 * and the points of its plot.
 */
export const csv = definePlugin({
  kind: 'reporter',
  name: 'csv',
  summary: 'Tables as comma-separated values, numbers in full.',
  references: [{ title: 'RFC 4180', url: 'https://www.rfc-editor.org/rfc/rfc4180' }],
  options,
  create: ({ section, delimiter }) => {
    const line = (cells: readonly Cell[]) => `${cells.map(quote).join(delimiter)}\r\n`;
    const rowsOf = ({ columns, rows }: Table) =>
      [columns.map(columnHeading), ...rows].map(line).join('');
    const tablesOf = ({ table, plot }: ReportSection) =>
      [table, plot && plotTable(plot)].flatMap((one) => (one === undefined ? [] : [rowsOf(one)]));
    return {
      extension: 'csv',
      render(report: Report): string {
        if (section !== undefined) return oneTable(report, section, tablesOf);
        const blocks = report.sections.flatMap((one) => {
          const text = one.text === undefined ? '' : line([one.text]);
          const [first = '', ...others] = tablesOf(one);
          return [line([one.title]) + text + first, ...others];
        });
        return [
          [report.title, ...report.summary].map((text) => line([text])).join(''),
          ...blocks,
        ].join('\r\n');
      },
    };
  },
});

function oneTable(
  report: Report,
  title: string,
  tablesOf: (section: ReportSection) => readonly string[],
): string {
  const titles = report.sections.filter((one) => tablesOf(one).length > 0).map((one) => one.title);
  const section = report.sections.find((one) => one.title === title);
  const table = section && tablesOf(section)[0];
  if (table === undefined) throw noSection(title, titles);
  return table;
}

/** Numbers as they are; text quoted, and kept from being run as a formula by a spreadsheet. */
function quote(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const text = /^\s*[=+\-@\t\r\n|%＝＋－＠]/.test(cell) ? `'${cell}` : cell;
  return /[",;\t\r\n']|^\s|\s$|^$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
