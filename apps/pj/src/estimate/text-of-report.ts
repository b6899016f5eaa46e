import type { Report } from '@picojoule/spec';
import type { Invocation } from '../command.ts';
import { noPlot } from './errors.ts';

/** What a reader must know that the format has no place for: one table as CSV, and a drawing. */
export const notesBeside = ({ sections, summary }: Report, format: string): readonly string[] =>
  format === 'svg' || (format === 'csv' && sections.length > 0) ? summary : [];

/** A report in the format that the user asked for; drawn formats take its plots, text its tables. */
export async function textOfReport(
  report: Report,
  { format, render }: Pick<Invocation, 'format' | 'render'>,
): Promise<string> {
  if (format === 'svg') {
    const section = report.sections.find(({ plot }) => plot !== undefined);
    if (section?.plot === undefined) throw noPlot(report.title);
    const { svgPlot } = await import('@picojoule/lab');
    return svgPlot(section.plot, `${report.title}: ${section.title}`);
  }
  if (format === 'json' || format === 'html') return render(report);
  const sections = report.sections.map(({ plot: _, ...section }) => section);
  // A program that reads CSV wants one table: the first is the one that answers.
  return render({ ...report, sections: format === 'csv' ? sections.slice(0, 1) : sections });
}
