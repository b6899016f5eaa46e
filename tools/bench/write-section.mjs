// docs/benchmarks.md, of which each benchmark rewrites its own section alone.
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';

const PAGE = join(import.meta.dirname, '../../docs/benchmarks.md');

/**
 * A page with one section replaced, or added at its end.
 * @param {string} page
 * @param {string} name Of the section: that of the program that measures it.
 * @param {string} text Markdown, from its heading on.
 */
export function withSection(page, name, text) {
  const [begin, end] = [`<!-- bench: ${name} -->`, `<!-- end: ${name} -->`];
  const section = `${begin}\n\n${text.trim()}\n\n${end}\n`;
  const start = page.indexOf(begin);
  if (start < 0) return `${page.trimEnd()}\n\n${section}`;
  const stop = page.indexOf(end, start);
  if (stop < 0) throw new Error(`docs/benchmarks.md: "${begin}" has no "${end}"`);
  return page.slice(0, start) + section + page.slice(stop + end.length).replace(/^\n/, '');
}

/**
 * Writes the section of a benchmark, and prints it.
 * @param {string} name
 * @param {string} text
 */
export function writeSection(name, text) {
  writeFileSync(PAGE, withSection(readFileSync(PAGE, 'utf8'), name, text));
  process.stdout.write(`${text.trim()}\n`);
}

const load = loadavg()[0];

/** Where the numbers come from, and how busy it was when this program started. */
export const machine = `${availableParallelism()} cores (${cpus()[0]?.model.trim()}), Node.js ${process.versions.node}, load ${load?.toFixed(1)} before the start (0 is an idle machine)`;

/**
 * @param {readonly number[]} values
 * @param {number} share From 0 to 1.
 */
export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
}
