import type { Report } from '@picojoule/spec';
import fc from 'fast-check';
import { parse } from 'parse5';
import { describe, expect, it } from 'vitest';
import { csv } from './csv.ts';
import { html } from './html.ts';
import { json } from './json.ts';
import { table } from './table.ts';

/** Bounds the search for a smaller counterexample; a test must have made all its runs by then. */
fc.configureGlobal({ interruptAfterTimeLimit: 25_000, markInterruptAsFailure: true });

const hostile = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onload='x",
  '</title></style><svg onload=x>',
  '&amp; <!-- ]]>',
  '=1+1',
  '@SUM(A1)',
  '-2+3',
  '\t=x',
  '\u001b[31mred\u001b]8;;http://a\u0007',
  'line\r\nbreak',
  'a,"b";c',
  '\u202egnp.exe',
  '漢字とかな',
];
const text = fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: 'binary', maxLength: 12 }));
const cell = fc.oneof(text, fc.constant(null), fc.double());
const axis = fc.record({ label: text });
const report: fc.Arbitrary<Report> = fc.record({
  title: text,
  summary: fc.array(text, { maxLength: 2 }),
  sections: fc.array(
    fc
      .record({
        title: text,
        text: fc.option(text, { nil: undefined }),
        titles: fc.array(text, { minLength: 1, maxLength: 3 }),
        rows: fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { maxLength: 3 }),
        kind: fc.constantFrom('line' as const, 'scatter' as const, 'bar' as const),
        x: axis,
        y: fc.record({ label: text, logarithmic: fc.boolean() }),
        names: fc.array(text, { maxLength: 3 }),
        points: fc.array(fc.tuple(fc.nat(4), fc.double()), { maxLength: 4 }),
      })
      .map(({ title, text, titles, rows, kind, x, y, names, points }) => ({
        title,
        ...(text === undefined ? {} : { text }),
        table: {
          columns: titles.map((one) => ({
            title: one,
            unit: 'J',
            provenance: 'modelled' as const,
          })),
          rows: rows.map((row) => row.slice(0, titles.length)),
        },
        plot: { kind, x, y, series: names.map((name) => ({ name, points })) },
      })),
    { maxLength: 2 },
  ),
});

interface Element {
  readonly nodeName: string;
  readonly value?: string;
  readonly attrs?: readonly { name: string; value: string }[];
  readonly childNodes?: readonly Element[];
}

const elements = (node: Element): Element[] => [node, ...(node.childNodes ?? []).flatMap(elements)];
const textOf = (node: Element): string =>
  node.value ?? (node.childNodes ?? []).map(textOf).join('');
/** As HTML may hold it: what cannot stand in a document is replaced, line ends are line feeds. */
const seen = (written: string) =>
  written
    .replace(/\p{Surrogate}|\p{NChar}/gu, '\ufffd')
    .replace(/\r\n?/g, '\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is meant
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g, '\ufffd');

const ELEMENTS = new Set(
  `#document #documentType #text html head meta title style body main header h1 p section h2 div table
   thead tbody tr th td span figure figcaption b ul li svg g path rect circle text desc footer`.split(
    /\s+/,
  ),
);
const ATTRIBUTES = new Set(
  `lang charset http-equiv content name id aria-labelledby aria-hidden class tabindex role scope
   viewBox width height x y d r cx cy fill-opacity stroke-dasharray text-anchor data-x data-y`.split(
    /\s+/,
  ),
);

describe('html', () => {
  it('holds all texts of the report and nothing that they could have made', () => {
    fc.assert(
      fc.property(report, (some) => {
        const errors: string[] = [];
        const page = parse(html().render(some), {
          onParseError: (error) => errors.push(error.code),
        }) as unknown as Element;
        expect(errors).toEqual([]);
        const all = elements(page);
        for (const { nodeName, attrs = [] } of all) {
          expect(ELEMENTS).toContain(nodeName === '#documentType' ? '#document' : nodeName);
          for (const { name, value } of attrs) {
            expect(ATTRIBUTES).toContain(name);
            if (/^(x|y|d|r|cx|cy|width|height|viewBox|data-[xy])$/.test(name)) {
              expect(value).not.toMatch(/NaN|Infinity|undefined/);
            }
          }
        }
        const texts = all.map(textOf);
        const strings = [some.title, ...some.summary];
        for (const { title, text, table, plot } of some.sections) {
          strings.push(title, ...(text === undefined ? [] : [text]));
          for (const row of table?.rows ?? []) {
            strings.push(...row.filter((one): one is string => typeof one === 'string'));
          }
          strings.push(...(plot?.series.map(({ name }) => name) ?? []), plot?.x.label ?? '');
        }
        for (const one of strings) expect(texts).toContain(seen(one));
        const style = all.filter(({ nodeName }) => nodeName === 'style').map(textOf);
        expect(style.join('')).not.toMatch(/url\(|@import/i);
      }),
      { numRuns: 60 },
    );
  });
});

/** RFC 4180, character by character. */
function parseCsv(source: string): string[][] {
  const rows: string[][] = [[]];
  let [field, quoted, i] = ['', false, 0];
  for (; i < source.length; i++) {
    const character = source[i]!;
    if (quoted) {
      if (character !== '"') field += character;
      else if (source[i + 1] === '"') field += source[++i];
      else quoted = false;
    } else if (character === '"' && field === '') quoted = true;
    else if (character === ',' || character === '\r') {
      rows.at(-1)!.push(field);
      field = '';
      if (character === '\r') {
        expect(source[++i]).toBe('\n');
        rows.push([]);
      }
    } else field += character;
  }
  expect(quoted).toBe(false);
  expect(rows.pop()).toEqual([]);
  return rows;
}

describe('csv', () => {
  it('gives every cell back to a reader of RFC 4180, none of them a formula', () => {
    fc.assert(
      fc.property(report, (some) => {
        const rows = parseCsv(csv().render(some));
        for (const field of rows.flat()) {
          if (field !== '' && Number.isNaN(Number(field)) && !/^-?(Infinity|NaN)$/.test(field)) {
            expect(field).not.toMatch(/^\s*[=+\-@]/);
          }
        }
        const plain = (one: string) => one.replace(/^'/, '');
        const fields = rows.flat().map(plain);
        expect(fields).toContain(plain(some.title));
        for (const { title, table } of some.sections) {
          expect(fields).toContain(plain(title));
          for (const row of table?.rows ?? []) {
            const written = row.map((one) => (one === null ? '' : plain(String(one))));
            expect(rows.map((one) => one.map(plain))).toContainEqual(written);
          }
        }
      }),
    );
  });

  it('writes one plain table when a section is named', () => {
    const some: Report = {
      title: 't',
      summary: [],
      sections: [
        { title: 'empty' },
        {
          title: 'layers',
          table: {
            columns: [{ title: 'layer' }, { title: 'energy', unit: 'J', provenance: 'measured' }],
            rows: [['a', 0.1 + 0.2]],
          },
        },
      ],
    };
    expect(csv({ section: 'layers', delimiter: ';' }).render(some)).toBe(
      'layer;"energy [J], measured"\r\na;0.30000000000000004\r\n',
    );
    expect(() => csv({ section: 'empty' }).render(some)).toThrow(/under "empty"/);
  });
});

describe('json', () => {
  it('reads back as the report', () => {
    fc.assert(
      fc.property(report, (some) => {
        const finite = (value: unknown): unknown =>
          typeof value === 'number' && !Number.isFinite(value)
            ? String(value)
            : Array.isArray(value)
              ? value.map(finite)
              : typeof value === 'object' && value !== null
                ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, finite(one)]))
                : Object.is(value, -0)
                  ? 0
                  : value;
        const { format, version, ...read } = JSON.parse(json().render(some));
        expect([format, version]).toEqual(['picojoule-report', 1]);
        expect(read).toEqual(finite(some));
      }),
    );
  });
});

describe('table', () => {
  it('stays on its lines and sends nothing to the terminal', () => {
    fc.assert(
      fc.property(report, (some) => {
        const written = table().render(some);
        expect(written.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
        const quiet = table().render({ title: 'x', summary: [], sections: [] }).split('\n').length;
        expect(written.split('\n').length).toBeGreaterThanOrEqual(quiet);
      }),
    );
  });

  it('aligns columns, formats as asked, and says units', () => {
    const written = table().render({
      title: 'Result',
      summary: ['Two layers.'],
      sections: [
        {
          title: 'Layers',
          table: {
            columns: [
              { title: 'layer' },
              { title: 'energy', unit: 'MAC', provenance: 'modelled', format: 'si' },
              { title: 'share', format: 'percent' },
              { title: 'weights', format: 'integer' },
              { title: 'time', unit: 's', format: { digits: 2 } },
              { title: 'density' },
            ],
            rows: [
              ['conv1', 1_234_567, 0.98765, 12345, 1.005, 0.333333],
              ['漢字', -0.00042, null, 0, 1234.5, 1],
            ],
          },
        },
      ],
    });
    expect(written.split('\n').slice(6)).toEqual([
      'layer  energy [MAC], modelled    share  weights  time [s]  density',
      '─────  ──────────────────────  ───────  ───────  ────────  ───────',
      'conv1                 1.235 M  98.77 %   12,345      1.00   0.3333',
      '漢字                   -420 µ        –        0  1,234.50        1',
      '',
    ]);
  });

  it('tells a plot by its numbers', () => {
    const points = [
      [0, 2],
      [1, Number.NaN],
      [2, 1],
    ] as const;
    const written = table().render({
      title: 'R',
      summary: [],
      sections: [
        {
          title: 'Loss',
          plot: {
            kind: 'line',
            x: { label: 'step' },
            y: { label: 'loss' },
            series: [{ name: 'smd', points }],
          },
        },
      ],
    });
    expect(written).toMatch(/^smd\s+3\s+0\s+2\s+2\s+1\s+1\s+2$/m);
  });
});
