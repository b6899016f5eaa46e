import { resolve } from 'node:path';
import { makeFolder } from '@picojoule/lab/make-folder';
import { defineCommand } from '../command.ts';
import { argumentValue, optionsExclusive } from '../errors.ts';
import { chooseBackend } from '../plugins/choose-backend.ts';
import {
  compareWithCommitted,
  judgeOwnClaims,
  writeCommitted,
} from '../reproductions/committed.ts';
import { keepPages, outdatedPages, writeCommittedPages } from '../reproductions/pages.ts';
import { reproductions } from '../reproductions/reproduction.ts';
import { runArguments } from '../run/run-arguments.ts';
import { runTools } from '../run/tools.ts';
import { writePage } from '../run/write-page.ts';
import { nearest } from '../terminal/nearest.ts';

const example = 'pj reproduce pruning';
const NAMES = Object.keys(reproductions);

export const reproduce = defineCommand({
  example,
  args: {
    name: { type: 'positional', required: true, description: NAMES.join(', ') },
    ...runArguments,
    quick: { type: 'boolean', description: 'Smaller, where there is such a size: minutes' },
    full: { type: 'boolean', description: 'Larger, where there is such a size: hours' },
    update: { type: 'boolean', description: 'Replace the committed results by those of this run' },
  },
  async run({ name, folder, backend: backendName, quick, full, update }, invocation) {
    const call = { command: 'reproduce', example };
    const load = Object.hasOwn(reproductions, name) ? reproductions[name] : undefined;
    if (load === undefined) {
      throw argumentValue('name', name, NAMES.join(', '), nearest(name, NAMES), call);
    }
    const { directory, progress, listenForInterrupt, print } = invocation;
    const reproduction = await load();
    if (quick && full) throw optionsExclusive('--quick', '--full', call);
    const scale = quick ? 'quick' : full ? 'full' : undefined;
    if (scale !== undefined && !reproduction.scales?.includes(scale))
      throw argumentValue('name', name, `one that has this size with --${scale}`, undefined, call);
    if (scale !== undefined && update) throw optionsExclusive('--update', `--${scale}`, call);
    const duration = scale === undefined ? undefined : reproduction.durationOf?.(scale);
    progress.line(`${reproduction.summary} Takes ${duration ?? reproduction.duration}.`);
    const usual = ['runs/reproduce', name, ...(scale ? [scale] : [])].join('-');
    const runFolder = resolve(directory, folder ?? usual);
    const result = await reproduction.run({
      directory: runFolder,
      scale,
      chooseBackend: () => chooseBackend({ name: backendName, directory, progress }),
      tools: runTools(),
      progress,
      listenForInterrupt,
      now: Date.now,
    });
    if (update === true) {
      const pages = { ...result.pages, ...result.records };
      for (const file of [writeCommitted(result), ...writeCommittedPages({ pages })])
        progress.line(`Written: ${file}`);
    }
    const comparison = scale === undefined ? compareWithCommitted(result) : judgeOwnClaims(result);
    const outdated = outdatedPages(result);
    const report = {
      ...result.report,
      sections: [...result.report.sections, comparison.section],
    };
    makeFolder(runFolder);
    const where = [
      ...(await keepPages(runFolder, { pages: { ...result.pages, ...result.records } })),
      ...outdated.map((page) => `OUTDATED: ${page} differs; --update writes it.`),
      ...(await writePage(runFolder, report, progress)),
    ];
    print({ ...report, summary: [...report.summary, ...where] });
    // What replaces committed results is judged where these are.
    return update === true || (comparison.agrees && outdated.length === 0) ? 0 : 1;
  },
});
