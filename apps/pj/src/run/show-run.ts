import { join } from 'node:path';
import type { Report } from '@picojoule/spec';
import type { Invocation } from '../command.ts';
import { runUnfinished } from '../errors.ts';
import { writeOutputFile } from '../files/write-file.ts';
import { checkRecord } from '../main-job/check-record.ts';
import { mainJobReport } from '../main-job/report.ts';
import { RESULTS_FILE, resultsRecord } from '../main-job/results.ts';
import { writePage } from './write-page.ts';

/** Sections that the terminal shows; the page holds all. */
const SHORT = 2;

/** Writes `report.html` into a run folder, or a page where asked, and prints the summary. */
export async function showRun(
  folder: string,
  { print, format, progress }: Pick<Invocation, 'print' | 'format' | 'progress'>,
  page?: { readonly path: string; readonly force: boolean | undefined },
): Promise<void> {
  const { readRun, html } = await import('@picojoule/lab');
  const run = await readRun(folder);
  const file = join(run.directory, RESULTS_FILE);
  const results = await run.readJson(RESULTS_FILE);
  if (results === undefined) throw runUnfinished(folder, run.manifest.status);
  const report = mainJobReport(checkRecord(file, resultsRecord, results));
  let where: string[];
  if (page === undefined) {
    where = await writePage(folder, report, progress);
  } else {
    writeOutputFile(page.path, html().render(report), { input: file, force: page.force });
    where = [`Report: ${page.path}`];
  }
  print(format === 'table' ? shortened(report, where) : report);
}

const shortened = ({ title, summary, sections }: Report, where: readonly string[]): Report => ({
  title,
  summary: [...summary, ...where],
  sections: sections.slice(0, SHORT),
});
