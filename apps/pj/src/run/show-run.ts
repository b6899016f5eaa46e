import { join, resolve } from 'node:path';
import type { Report } from '@picojoule/spec';
import type { Invocation } from '../command.ts';
import { runUnfinished } from '../errors.ts';
import { writeOutputFile } from '../files/write-file.ts';
import { checkRecord } from '../main-job/check-record.ts';
import { mainJobReport } from '../main-job/report.ts';
import { RESULTS_FILE, resultsRecord } from '../main-job/results.ts';

/** Sections that the terminal shows; the page holds all. */
const SHORT = 2;

/** Writes `report.html` into a run folder, or where asked, and prints the summary. */
export async function showRun(
  folder: string,
  { print, format, directory }: Pick<Invocation, 'print' | 'format' | 'directory'>,
  output?: string,
): Promise<void> {
  const { readRun, html } = await import('@picojoule/lab');
  const run = await readRun(folder);
  const results = await run.readJson(RESULTS_FILE);
  if (results === undefined) throw runUnfinished(folder, run.manifest.status);
  const report = mainJobReport(
    checkRecord(join(run.directory, RESULTS_FILE), resultsRecord, results),
  );
  const page = output === undefined ? join(folder, 'report.html') : resolve(directory, output);
  writeOutputFile(page, directory, html().render(report));
  print(format === 'table' ? shortened(report, page) : report);
}

const shortened = ({ title, summary, sections }: Report, page: string): Report => ({
  title,
  summary: [...summary, `Report: ${page}`],
  sections: sections.slice(0, SHORT),
});
