import type { Report, Reporter } from '@picojoule/spec';

/** The formats that every command knows. */
export const FORMATS = ['table', 'json', 'csv'] as const;

const [NARROWEST, WIDEST, USUAL] = [40, 120, 100] as const;

/** Renders reports for stdout. A report of a single table becomes plain CSV. */
export async function createRenderer(
  format: string,
  columns: number | undefined,
): Promise<(report: Report) => string> {
  const { csv, html, json, table } = await import('@picojoule/lab');
  const width = Math.min(WIDEST, Math.max(NARROWEST, columns ?? USUAL));
  const reporterFor = (report: Report): Reporter => {
    if (format === 'json') return json();
    if (format === 'html') return html();
    if (format !== 'csv')
      return table({ width, ...(columns !== undefined && { tableWidth: columns }) });
    const tables = report.sections.filter((section) => section.table !== undefined);
    const [only, second] = tables;
    return only !== undefined && second === undefined ? csv({ section: only.title }) : csv();
  };
  return (report) => reporterFor(report).render(report);
}
