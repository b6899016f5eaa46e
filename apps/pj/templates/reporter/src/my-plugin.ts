import { type Column, definePlugin, type Report, type Table } from '@picojoule/spec';
import * as v from 'valibot';

/** A reporter: Markdown. Replace `render` by your format; text must not break out of its place. */
export const myPlugin = definePlugin({
  kind: 'reporter',
  name: 'my-plugin',
  summary: 'Writes reports as Markdown.',
  references: [],
  options: v.strictObject({}),
  create: () => ({
    extension: 'md',
    render({ title, summary, sections }: Report): string {
      const parts = sections.flatMap(({ title, text, table, plot }) => [
        `## ${literal(title)}`,
        ...(text === undefined ? [] : [literal(text)]),
        ...(table === undefined ? [] : [renderTable(table)]),
        ...(plot === undefined ? [] : plot.series.map(({ name }) => `Plot: ${literal(name)}`)),
      ]);
      return `${[`# ${literal(title)}`, ...summary.map(literal), ...parts].join('\n\n')}\n`;
    },
  }),
});

function renderTable({ columns, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map(heading)),
    line(columns.map(() => '---')),
    ...rows.map((row) => line(row.map((cell) => (cell === null ? '' : literal(String(cell)))))),
  ].join('\n');
}

const heading = ({ title, unit, provenance }: Column): string => {
  const remarks = [unit, provenance].filter((remark) => remark !== undefined);
  return literal(remarks.length > 0 ? `${title} (${remarks.join(', ')})` : title);
};

/** Text that Markdown and the HTML in it leave as it is. */
const literal = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\|`*_[\]#]/g, (mark) => `\\${mark}`)
    .replaceAll(/\s+/g, ' ');
