import type { Report, Reporter } from '@picojoule/spec';
import { hostileText, plainText, reportArbitrary } from '../arbitraries/report.ts';
import { demand, demandUntouched } from '../demand.ts';
import { forAll } from '../for-all.ts';
import { type Law, law } from '../law.ts';
import { breakOut } from './break-out.ts';

const plain = reportArbitrary(plainText);
const hostile = reportArbitrary(hostileText);
const reporterLaw = (name: string, check: (reporter: Reporter) => Promise<void> | void) =>
  law<Reporter>(name, check);

/** For each text and number of a report the ways in which it may be written; any one must be found. */
function written({ title, summary, sections }: Report): string[][] {
  const found: string[][] = [[title], ...summary.map((sentence) => [sentence])];
  for (const section of sections) {
    found.push([section.title]);
    if (section.text !== undefined) found.push([section.text]);
    for (const column of section.table?.columns ?? []) found.push([column.title]);
    for (const row of section.table?.rows ?? []) {
      row.forEach((cell, i) => {
        if (typeof cell === 'string') found.push([cell]);
        if (typeof cell === 'number') found.push(numbers(cell, section.table!.columns[i]!.format));
      });
    }
  }
  return found;
}

type Format = NonNullable<Report['sections'][number]['table']>['columns'][number]['format'];

/** As it is, or rounded as its column asks; `si` is free, so its text is not looked for. */
function numbers(value: number, format: Format): string[] {
  const exact = [String(value)];
  if (format === 'si' || format === undefined) return [''];
  if (format === 'integer') return exact;
  if (format === 'percent') return [...exact, ...[0, 1, 2].map((n) => (100 * value).toFixed(n))];
  return [...exact, value.toFixed(format.digits)];
}

/** The laws of reporters. */
export const reporterLaws: readonly Law<Reporter>[] = [
  reporterLaw('the extension is lower-case, without its dot', ({ extension }) => {
    demand(/^[a-z0-9]+$/.test(extension), `"${extension}" is none`);
  }),
  reporterLaw('rendering is a function of the report, which stays as it is', (reporter) =>
    forAll(plain, async (report) => {
      const first = await demandUntouched(report, 'the report', () => reporter.render(report));
      demand(reporter.render(report) === first, 'the second rendering differs');
    }),
  ),
  reporterLaw('every title, sentence and cell of the report is found in the output', (reporter) =>
    forAll(
      plain,
      (report) => {
        const output = reporter.render(report);
        for (const ways of written(report)) {
          demand(
            ways.some((way) => output.includes(way)),
            `"${ways[0]}" is not found`,
          );
        }
      },
      200,
    ),
  ),
  reporterLaw('text from the report cannot break out of its place', (reporter) =>
    forAll(
      hostile,
      (report) => {
        const problem = breakOut(reporter, report);
        demand(problem === undefined, problem ?? '');
      },
      300,
    ),
  ),
  reporterLaw('no output refers to anything outside itself', (reporter) =>
    forAll(plain, (report) => {
      const output = reporter.render(report).replaceAll(/http:\/\/www\.w3\.org\/[\w/.#-]*/g, '');
      const reference = output.match(/[a-z]+:\/\/[^\s"'<>]*|@import|<(link|iframe|base)\b/i)?.[0];
      demand(reference === undefined, `it refers to "${reference}"`);
      const source = output.match(
        /\b(?:src|href|srcset|action|poster)\s*=\s*["']?(?!#|data:)[^\s>]*/i,
      );
      demand(source === null, `it refers to ${source?.[0]}`);
      const url = output.match(/\burl\(\s*["']?(?!#|data:)[^)]*\)/i);
      demand(url === null, `it refers to ${url?.[0]}`);
    }),
  ),
];
