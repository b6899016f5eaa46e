import type { Column, Plot, Report, ReportSection, Table } from '@picojoule/spec';
import fc from 'fast-check';

type Cell = Table['rows'][number][number];

/** `text` draws every title, sentence, name and cell of the report. */
export function reportArbitrary(text: fc.Arbitrary<string>): fc.Arbitrary<Report> {
  const format = fc.oneof(
    fc.constantFrom('integer' as const, 'percent' as const, 'si' as const),
    fc.nat(4).map((digits) => ({ digits })),
  );
  const column: fc.Arbitrary<Column> = fc
    .record(
      { title: text, unit: fc.constantFrom('J', 'MAC', 's'), format },
      { requiredKeys: ['title'] },
    )
    .map((drawn) => (drawn.unit === 'J' ? { ...drawn, provenance: 'modelled' } : drawn));
  const numberOf = ({ format: style }: Column) =>
    style === 'integer'
      ? fc.nat(999)
      : style === 'percent'
        ? fc.double({ min: 0, max: 1, noNaN: true })
        : fc.double({ min: 0, max: 999, noNaN: true });
  const table: fc.Arbitrary<Table> = fc
    .array(column, { minLength: 1, maxLength: 4 })
    .chain((columns) => {
      const cells = columns.map(
        (each): fc.Arbitrary<Cell> => fc.oneof(text, numberOf(each), fc.constant(null)),
      );
      return fc.record({
        columns: fc.constant(columns),
        rows: fc.array(fc.tuple(...cells), { maxLength: 4 }),
      });
    });
  const point = fc.tuple(
    fc.double({ min: 0, max: 100, noNaN: true }),
    fc.double({ min: 1, max: 100, noNaN: true }),
  );
  const lines: fc.Arbitrary<Plot> = fc.record({
    kind: fc.constantFrom('line' as const, 'scatter' as const),
    x: fc.record({ label: text }),
    y: fc.record({ label: text, logarithmic: fc.boolean() }),
    series: fc.array(fc.record({ name: text, points: fc.array(point, { maxLength: 5 }) }), {
      maxLength: 3,
    }),
  });
  const bars: fc.Arbitrary<Plot> = fc
    .array(text, { minLength: 1, maxLength: 4 })
    .chain((categories) => {
      const heights = categories.map((_, i) =>
        fc.double({ min: 0, max: 9, noNaN: true }).map((y): [number, number] => [i, y]),
      );
      const series = fc.record(
        { name: text, points: fc.tuple(...heights), stack: text },
        { requiredKeys: ['name', 'points'] },
      );
      return fc.record({
        kind: fc.constant('bar' as const),
        x: fc.record({ label: text, categories: fc.constant(categories) }),
        y: fc.record({ label: text }),
        series: fc.array(series, { maxLength: 3 }),
      });
    });
  const section: fc.Arbitrary<ReportSection> = fc.record(
    { title: text, text, table, plot: fc.oneof(lines, bars) },
    { requiredKeys: ['title'] },
  );
  return fc.record({
    title: text,
    summary: fc.array(text, { maxLength: 3 }),
    sections: fc.array(section, { maxLength: 3 }),
  });
}

/** Words that no format needs to escape. */
export const plainText: fc.Arbitrary<string> = fc.stringMatching(/^[a-z]{4,10}$/);

/** Text that tries to break out of HTML, CSV, Markdown, JSON or a terminal's line. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.constantFrom(
      '<script>alert(1)</script>',
      '" onmouseover="alert(1)',
      '"><img src=x onerror=alert(1)>',
      "' onload='alert(1)",
      '</style><b>',
      '<!--',
      ']]>',
      '&amp;lt;',
      ',"a""b",',
      'line\nbreak',
      '\r\n',
      '|',
      '\\',
      '\u001b[31m',
      '`;',
      'plain',
      'ÄÖ 日本',
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((parts) => `t${parts.join(' ')}t`);
