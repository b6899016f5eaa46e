import { definePlugin, type Report, type ReportSection, type Table } from '@picojoule/spec';
import * as v from 'valibot';
import { figure } from '../plot/figure.ts';
import { formatCell, isNumeric } from './format-cell.ts';
import { STYLE } from './html-style.ts';
import { type Markup, markup } from './markup.ts';

/**
 * One page that needs nothing else: style and plots are inline, there are no scripts, and a policy in
 * the page keeps the browser from loading anything. Follows the reader's light or dark setting; prints.
 */
export const html = definePlugin({
  kind: 'reporter',
  name: 'html',
  summary: 'A self-contained page with tables and plots.',
  options: v.strictObject({
    /** Language of the report's text. */
    language: v.optional(
      v.pipe(
        v.string(),
        v.regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'it takes a language tag such as "en"'),
      ),
      'en',
    ),
  }),
  create: ({ language }) => ({
    extension: 'html',
    render: (report: Report) => page(report, language).markup,
  }),
});

function page({ title, summary, sections }: Report, language: string): Markup {
  return markup`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${{ markup: STYLE }}</style>
</head>
<body>
<main>
<header>
<h1>${title}</h1>
${summary.map((sentence) => markup`<p>${sentence}</p>\n`)}</header>
${sections.map((section, i) => renderSection(section, i, figureNumber(sections, i)))}<footer>Made by Picojoule.${provenanceNote(sections)}</footer>
</main>
</body>
</html>
`;
}

/** Counts the plots up to a section. */
const figureNumber = (sections: readonly ReportSection[], position: number) =>
  sections.slice(0, position + 1).filter(({ plot }) => plot !== undefined).length;

function renderSection(
  { title, text, table, plot }: ReportSection,
  position: number,
  number: number,
): Markup {
  const id = `section-${position + 1}`;
  return markup`<section aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
${text !== undefined && markup`<p>${text}</p>\n`}${table && renderTable(table, id)}${plot && figure(plot, title, number)}</section>
`;
}

function renderTable(table: Table, labelledBy: string): Markup {
  const kinds = table.columns.map((_, i) => (isNumeric(table, i) ? 'number' : 'words'));
  const heads = table.columns.map(
    ({ title, unit, provenance }, i) =>
      markup`<th scope="col" class="${kinds[i]!}">${title}${unit !== undefined && markup` <span class="unit">${unit}</span>`}${provenance !== undefined && markup` <span class="tag">${provenance}</span>`}</th>`,
  );
  const rows = table.rows.map((row) => {
    const cells = table.columns.map((column, i) => {
      const text = formatCell(row[i] ?? null, column);
      return i === 0 && kinds[i] === 'words'
        ? markup`<th scope="row">${text}</th>`
        : markup`<td class="${kinds[i]!}">${text}</td>`;
    });
    return markup`<tr>${cells}</tr>\n`;
  });
  return markup`<div class="wide" tabindex="0" role="region" aria-labelledby="${labelledBy}"><table>
<thead><tr>${heads}</tr></thead>
<tbody>
${rows}</tbody>
</table></div>
`;
}

const MEANINGS = {
  modelled: 'modelled: computed by an energy model',
  simulated: 'simulated: from a simulated device',
  measured: 'measured: on a real device',
} as const;

/** Says what the column tags mean, those that occur. */
function provenanceNote(sections: readonly ReportSection[]): string {
  const columns = sections.flatMap(({ table }) => table?.columns ?? []);
  const found = new Set(columns.flatMap(({ provenance }) => provenance ?? []));
  const meanings = [...found].map((one) => MEANINGS[one]);
  return meanings.length === 0 ? '' : ` Figures are ${meanings.join('; ')}.`;
}
