import { join } from 'node:path';
import type { Progress } from '@picojoule/core';
import type { Report } from '@picojoule/spec';
import { isPicojouleError } from '../errors.ts';

/** Of a run folder, which a run makes and keeps. */
const PAGE = 'report.html';

/**
 * Writes a report into its run folder, anew each time; a link in its place is replaced, not followed. A
 * folder that takes no files costs a warning, not the report. Returns what the summary says of the page.
 */
export async function writePage(
  folder: string,
  report: Report,
  progress: Progress,
): Promise<string[]> {
  const { atomicWrite, html } = await import('@picojoule/lab');
  try {
    await atomicWrite(folder, PAGE, html().render(report));
  } catch (error) {
    if (!isPicojouleError(error)) throw error;
    progress.line(`Warning: ${error.message} The report has no page.`);
    return [];
  }
  return [`Report: ${join(folder, PAGE)}`];
}
