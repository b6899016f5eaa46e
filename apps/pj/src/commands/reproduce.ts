import { resolve } from 'node:path';
import { makeFolder } from '@picojoule/lab/make-folder';
import { defineCommand } from '../command.ts';
import { argumentValue } from '../errors.ts';
import { chooseBackend } from '../plugins/choose-backend.ts';
import { compareWithCommitted, writeCommitted } from '../reproductions/committed.ts';
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
    update: { type: 'boolean', description: 'Replace the committed results by those of this run' },
  },
  async run({ name, folder, backend: backendName, update }, invocation) {
    const load = Object.hasOwn(reproductions, name) ? reproductions[name] : undefined;
    if (load === undefined) {
      const call = { command: 'reproduce', example };
      throw argumentValue('name', name, NAMES.join(', '), nearest(name, NAMES), call);
    }
    const { directory, progress, listenForInterrupt, print } = invocation;
    const reproduction = await load();
    progress.line(`${reproduction.summary} Takes ${reproduction.duration}.`);
    const runFolder = resolve(directory, folder ?? `runs/reproduce-${name}`);
    const result = await reproduction.run({
      directory: runFolder,
      chooseBackend: () => chooseBackend({ name: backendName, directory, progress }),
      tools: runTools(),
      progress,
      listenForInterrupt,
      now: Date.now,
    });
    if (update === true) {
      for (const file of [writeCommitted(result), ...writeCommittedPages(result)])
        progress.line(`Written: ${file}`);
    }
    const comparison = compareWithCommitted(result);
    const outdated = outdatedPages(result);
    const report = {
      ...result.report,
      sections: [...result.report.sections, comparison.section],
    };
    makeFolder(runFolder);
    const where = [
      ...(await keepPages(runFolder, result)),
      ...outdated.map((page) => `OUTDATED: ${page} differs; --update writes it.`),
      ...(await writePage(runFolder, report, progress)),
    ];
    print({ ...report, summary: [...report.summary, ...where] });
    return comparison.agrees && outdated.length === 0 ? 0 : 1;
  },
});
