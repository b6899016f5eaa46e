// A Vitest reporter: says why each skipped test was skipped, and writes the counts for npm test.
// A reason is the note of `context.skip(note)`, a title that ends in `(skipped: why)`, or a line
// `skipped: why` that the test file prints.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { root } from './steps/workspace.mjs';

const countsPath = join(root, 'node_modules', '.picojoule', 'test-counts.json');

/** @typedef {import('vitest/node').TestModule} TestModule */

export default class SkipReporter {
  /** @type {import('vitest/node').Vitest | undefined} */
  #vitest;
  /** @type {Map<string, string>} What a file printed, by its path. */
  #printed = new Map();

  /** @param {import('vitest/node').Vitest} vitest */
  onInit(vitest) {
    this.#vitest = vitest;
  }

  /** @param {{ content: string, taskId?: string }} log */
  onUserConsoleLog({ content, taskId = '' }) {
    const reason = /^skipped: (.+)$/m.exec(content)?.[1];
    const file = this.#vitest?.state.idMap.get(taskId)?.file.filepath;
    if (reason !== undefined) this.#printed.set(file ?? '', reason);
  }

  /**
   * @param {readonly TestModule[]} modules
   * @param {readonly unknown[]} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    const counts = { passed: 0, failed: 0, skipped: 0, broken: unhandledErrors.length };
    /** @type {Map<string, string[]>} */
    const reasons = new Map();
    for (const module of modules) {
      if (module.errors().length > 0) counts.broken += 1;
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state !== 'pending') counts[result.state] += 1;
        if (result.state !== 'skipped') continue;
        const reason = result.note ?? this.#reasonOf(module.moduleId, test.fullName);
        const where = `${relative(root, module.moduleId)}: ${test.fullName}`;
        reasons.set(reason, [...(reasons.get(reason) ?? []), where]);
      }
    }
    for (const [reason, tests] of reasons) {
      process.stdout.write(`\nskipped, ${reason}:\n`);
      for (const test of tests) process.stdout.write(`  ${test}\n`);
    }
    mkdirSync(dirname(countsPath), { recursive: true });
    writeFileSync(countsPath, JSON.stringify(counts));
  }

  /**
   * @param {string} file
   * @param {string} title
   */
  #reasonOf(file, title) {
    const inTitle = /\(skipped: (.+)\)$/.exec(title)?.[1];
    // The laws of a contract say themselves when they do not apply.
    const law = /\blaws\b/.test(title) ? 'a law about what this plugin cannot do' : undefined;
    return inTitle ?? this.#printed.get(file) ?? law ?? this.#printed.get('') ?? 'no reason given';
  }
}
