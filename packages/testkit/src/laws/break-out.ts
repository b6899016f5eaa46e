import type { Report, Reporter } from '@picojoule/spec';

/**
 * How text of the report changed the structure of the output, or undefined. The structure is compared
 * with that of the same report in which every special character is a letter.
 */
export function breakOut(reporter: Reporter, report: Report): string | undefined {
  const output = reporter.render(report);
  const tame = reporter.render(mapText(report, (text) => text.replaceAll(/[^A-Za-z0-9 ]/gu, 'x')));
  const structure = structures[reporter.extension] ?? textStructure;
  const [found, expected] = [structure(output, report), structure(tame, report)];
  if (found.length !== expected.length) {
    return `the output has ${found.length} parts instead of ${expected.length}`;
  }
  const at = found.findIndex((part, i) => part !== expected[i]);
  if (at >= 0) return `part ${at} of the output became ${found[at]} instead of ${expected[at]}`;
  return reporter.extension === 'csv' ? lostCell(output, report) : undefined;
}

type Structure = (output: string, report: Report) => string[];

const structures: Readonly<Record<string, Structure>> = {
  html: markup,
  svg: markup,
  csv: (output) => parseCsv(output).map((row) => `a row of ${row.length}`),
  json: (output) => {
    try {
      return shapeOf(JSON.parse(output));
    } catch {
      return ['no JSON'];
    }
  },
  md: (output) =>
    output.split('\n').map((line) => `a line of ${line.match(/(?<!\\)\|/g)?.length ?? 0} bars`),
};

/** Every tag with the names of its attributes: what stands in it outside of quotes. */
function markup(output: string): string[] {
  const tags = output.match(/<(?:"[^"]*"|'[^']*'|[^"'>])*>/g) ?? [];
  const named = tags.map((tag) => {
    const names = tag.replaceAll(/"[^"]*"|'[^']*'/g, '').match(/[^\s<>]+/g) ?? [];
    return names.join(' ');
  });
  return [...named, `${output.split('<').length} angles`];
}

/** Lines, and control characters. */
const textStructure = (output: string): string[] =>
  output.split(/\r\n|\n|\r/).map(
    (line) =>
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not pass
      `a line with ${line.match(/[\u0000-\u0008\u000b-\u001f\u007f]/g)?.length ?? 0} control characters`,
  );

const shapeOf = (value: unknown): string[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([, part]) => ['(', ...shapeOf(part), ')'])
    : [typeof value];

/** Cells by RFC 4180. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let [row, cell, quoted]: [string[], string, boolean] = [[], '', false];
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!;
    if (quoted) {
      if (character !== '"') cell += character;
      else if (text[i + 1] === '"') {
        cell += '"';
        i++;
      } else quoted = false;
    } else if (character === '"' && cell === '') quoted = true;
    else if (character === ',' || character === '\n') {
      row.push(cell.endsWith('\r') && character === '\n' ? cell.slice(0, -1) : cell);
      cell = '';
      if (character === '\n') {
        rows.push(row);
        row = [];
      }
    } else cell += character;
  }
  if (cell !== '' || row.length > 0) rows.push([...row, cell]);
  return rows;
}

/** A cell of the report that the parsed file does not hold; a `'` before it may disarm a formula. */
function lostCell(output: string, { sections }: Report): string | undefined {
  const cells = new Set(parseCsv(output).flat());
  for (const row of sections.flatMap(({ table }) => table?.rows ?? [])) {
    for (const cell of row) {
      if (typeof cell !== 'string' || cells.has(cell) || cells.has(`'${cell}`)) continue;
      return `the cell ${JSON.stringify(cell)} is not among the cells of the output`;
    }
  }
  return undefined;
}

/** The report with every text of its own replaced; kinds, units and formats stay. */
function mapText<T>(value: T, replace: (text: string) => string, key = ''): T {
  if (['kind', 'unit', 'provenance', 'format'].includes(key)) return value;
  if (typeof value === 'string') return replace(value) as T;
  if (Array.isArray(value)) return value.map((part) => mapText(part, replace)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, part]) => [name, mapText(part, replace, name)]);
  return Object.fromEntries(entries) as T;
}
