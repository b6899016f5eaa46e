import { join } from 'node:path';
import type { Progress } from '@picojoule/core';
import type { Report } from '@picojoule/spec';
import { writeOutputFile } from '../files/write-file.ts';
import { isPicojouleError } from '../terminal/report-error.ts';

/** Of a run folder, which a run makes and keeps. */
const PAGE = 'report.html';

/**
 * Writes a report into its run folder, anew each time. A folder that takes no files costs a warning, not
 * the report. Returns what the summary says of the page.
 */
export async function writePage(
  folder: string,
  report: Report,
  progress: Progress,
): Promise<string[]> {
  const { html } = await import('@picojoule/lab');
  const page = join(folder, PAGE);
  try {
    writeOutputFile(page, html().render(report), { force: true });
  } catch (error) {
    if (!isPicojouleError(error)) throw error;
    progress.line(`Warning: ${error.message} The report has no page.`);
    return [];
  }
  return [`Report: ${page}`];
}
