import { join } from 'node:path';
import type { ReadableRun } from '@picojoule/lab';
import type { Report } from '@picojoule/spec';
import { MEASUREMENT_FILE, measurementRecord } from '../board/measurement.ts';
import { measurementReport } from '../board/measurement-report.ts';
import type { Invocation } from '../command.ts';
import { runUnfinished } from '../errors.ts';
import { filesRead } from '../files/touched-files.ts';
import { writeOutputFile } from '../files/write-file.ts';
import { checkRecord } from '../main-job/check-record.ts';
import { mainJobReport } from '../main-job/report.ts';
import { RESULTS_FILE, resultsRecord } from '../main-job/results.ts';
import { writePage } from './write-page.ts';

/** Sections of a main job that the terminal shows: the first, and those of a board. The page holds all. */
const SHORT = 2;
const OF_BOARD = ['Cycles of the device', 'Signs predicted in tiles'];

/** Writes `report.html` into a run folder, or a page where asked, and prints the summary. */
export async function showRun(
  folder: string,
  { print, format, progress }: Pick<Invocation, 'print' | 'format' | 'progress'>,
  page?: { readonly path: string; readonly force: boolean | undefined },
): Promise<void> {
  const { readRun, html } = await import('@picojoule/lab');
  const run = await readRun(folder);
  const { file, report, isWhole } = await reportOf(run, folder);
  let where: string[];
  if (page === undefined) {
    where = await writePage(folder, report, progress);
  } else {
    filesRead.add(file);
    writeOutputFile(page.path, html().render(report), { force: page.force });
    where = [`Report: ${page.path}`];
  }
  print(format === 'table' ? shortened(report, where, isWhole) : report);
}

/** The report of what a run folder holds: a main job's results, or a measurement. */
async function reportOf(run: ReadableRun, folder: string) {
  const measurement = await run.readJson(MEASUREMENT_FILE);
  if (measurement !== undefined) {
    const file = join(run.directory, MEASUREMENT_FILE);
    const record = checkRecord(file, measurementRecord, measurement);
    return { file, report: measurementReport(record), isWhole: true };
  }
  const file = join(run.directory, RESULTS_FILE);
  const results = await run.readJson(RESULTS_FILE);
  if (results === undefined) throw runUnfinished(folder, run.manifest.status);
  return { file, report: mainJobReport(checkRecord(file, resultsRecord, results)), isWhole: false };
}

const shortened = (
  { title, summary, sections }: Report,
  where: readonly string[],
  isWhole: boolean,
): Report => ({
  title,
  summary: [...summary, ...where],
  sections: sections.filter(
    (section, i) => isWhole || i < SHORT || OF_BOARD.includes(section.title),
  ),
});
