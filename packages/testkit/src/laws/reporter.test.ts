import type { Report, Reporter } from '@picojoule/spec';
import { expect, test } from 'vitest';
import { lawProofs } from '../law-proofs.ts';
import { parseCsv } from './break-out.ts';
import { reporterLaws } from './reporter.ts';

const lines = ({ title, summary, sections }: Report): (string | number | null)[][] => [
  [title],
  ...summary.map((sentence) => [sentence]),
  ...sections.flatMap(({ title: name, text, table }) => [
    [name],
    [text ?? ''],
    table?.columns.map((column) => column.title) ?? [],
    ...(table?.rows ?? []).map((row) => [...row]),
  ]),
];

const escapeHtml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
const html = (safe: (text: string) => string = escapeHtml, extra = ''): Reporter => ({
  extension: 'html',
  render: (report) =>
    lines(report)
      .flatMap((row) => row.map((cell) => `<td title="${safe(`${cell}`)}">${safe(`${cell}`)}</td>`))
      .join('\n') + extra,
});
const csvCell = (cell: unknown) => `"${String(cell ?? '').replaceAll('"', '""')}"`;
const csv = (quote = csvCell): Reporter => ({
  extension: 'csv',
  render: (report) =>
    lines(report)
      .map((row) => `${row.map(quote).join(',')}\r\n`)
      .join(''),
});
const text = (clean: (value: string) => string): Reporter => ({
  extension: 'txt',
  render: (report) =>
    lines(report)
      .map((row) => row.map((cell) => clean(`${cell}`)).join('  '))
      .join('\n'),
});

const broken: Record<string, () => Reporter> = {
  'the extension is lower-case, without its dot': () => ({ ...html(), extension: '.html' }),
  'rendering is a function of the report, which stays as it is': () => {
    let calls = 0;
    return { extension: 'html', render: (report) => html(escapeHtml, `${calls++}`).render(report) };
  },
  'every title, sentence and cell of the report is found in the output': () => ({
    extension: 'html',
    render: (report) => html().render({ ...report, summary: [] }),
  }),
  'text from the report cannot break out of its place': () =>
    html((value) => value.replaceAll('<', '&lt;')),
  'no output refers to anything outside itself': () =>
    html(escapeHtml, '<script src="https://cdn.example/plot.js"></script>'),
};

for (const { name, check } of lawProofs(reporterLaws, html, broken)) test(name, check);

const breakingOut = reporterLaws.find(({ name }) => name.includes('break out'))!;
const oneLine = (value: string) => value.replaceAll(/\p{Cc}/gu, ' ');

test.each<[string, Reporter]>([
  ['CSV with quotes doubled', csv()],
  ['text without control characters', text(oneLine)],
])('%s cannot be broken out of', async (_, reporter) => {
  await breakingOut.check(reporter);
});

test.each<[string, Reporter]>([
  ['HTML with nothing escaped', html((value) => value)],
  ['HTML with raw quotes in attributes', html((value) => value.replaceAll('<', '&lt;'))],
  ['CSV with nothing quoted', csv((cell) => String(cell ?? ''))],
  ['CSV with quotes not doubled', csv((cell) => `"${cell ?? ''}"`)],
  ['text with its line ends', text((value) => value)],
  ['text with terminal codes', text((value) => value.replaceAll(/[\r\n]/g, ' '))],
])('%s can', async (_, reporter) => {
  await expect(breakingOut.check(reporter)).rejects.toThrow(/the output|the cell/);
});

test.each([
  '<link rel="stylesheet" href="style.css">',
  '<img src=plot.png>',
  '<style>a { background: url(plot.png) }</style>',
  '<style>@import "a.css"</style>',
])('%s refers to something outside', async (extra) => {
  const law = reporterLaws.find(({ name }) => name.includes('outside'))!;
  await expect(law.check(html(escapeHtml, extra))).rejects.toThrow('it refers to');
});

test('cells are parsed as RFC 4180 says', () => {
  expect(parseCsv('a,"b ""c"", d"\r\n"e\nf",\n1,2')).toEqual([
    ['a', 'b "c", d'],
    ['e\nf', ''],
    ['1', '2'],
  ]);
});
