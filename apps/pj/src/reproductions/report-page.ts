import { columnHeading, formatCell } from '@picojoule/lab';
import type { Report, ReportSection } from '@picojoule/spec';
import { markdownTable } from './markdown-table.ts';

/** A report as a page of the documentation: its texts and tables, without its plots. */
export function reportPage({ title, summary, sections }: Report, command: string): string {
  return [
    `# ${title}`,
    `Written by \`${command}\` from one run. What is modelled and what was measured is said of each column; seconds are those of one machine.`,
    summary.map((line) => `- ${line}`).join('\n'),
    ...sections.filter(({ table }) => table !== undefined).map(sectionText),
  ]
    .join('\n\n')
    .concat('\n');
}

function sectionText({ title, text, table }: ReportSection): string {
  const { columns, rows } = table!;
  const cells = rows.map((row) => row.map((cell, i) => formatCell(cell, columns[i])));
  return [
    `## ${title}`,
    ...(text ? [text] : []),
    markdownTable(columns.map(columnHeading), cells),
  ].join('\n\n');
}
