// A Vitest reporter: says why each skipped test was skipped, and writes the counts for npm test.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { root } from './steps/workspace.mjs';

const countsPath = join(root, 'node_modules', '.picojoule', 'test-counts.json');

/** @typedef {import('vitest/node').TestModule} TestModule */

export default class SkipReporter {
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
        const inTitle = /\(skipped: (.+)\)$/.exec(test.fullName)?.[1];
        const reason = result.note ?? inTitle ?? 'no reason given';
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
}
