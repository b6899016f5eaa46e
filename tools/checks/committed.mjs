// What must not be in a commit, whatever the language: names of machines, and files too long to read.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../steps/run.mjs';
import { root } from '../steps/workspace.mjs';

const MOST_LINES = 500;
const MOST_BYTES = 2e6;

// Written in pieces, so that this file passes its own check.
const hosts = [
  'registry.npmjs' + '.org',
  'registry.yarnpkg' + '.com',
  'files.pythonhosted' + '.org',
  'pypi' + '.org',
  'deb.debian' + '.org',
  'archive.ubuntu' + '.com',
  'static.crates' + '.io',
  'proxy.golang' + '.org',
  'repo1.maven' + '.org',
];
const forbidden = [
  { what: 'a package registry', pattern: new RegExp(hosts.map(literally).join('|'), 'i') },
  {
    what: 'a path of one machine',
    pattern: /(?<![\w.~$}/-])\/(?:work|root|Users\/\w+|home\/\w+|tmp\/bash_jobs[\w.]*)\/[\w.-]/,
  },
];

/** @param {string} text */
function literally(text) {
  return text.replaceAll('.', '\\.');
}

/**
 * What is wrong with one file's text.
 * @param {string} path
 * @param {string} text
 * @returns {string[]}
 */
export function faultsOf(path, text) {
  const faults = [];
  const lines = text.split('\n');
  lines.forEach((line, i) => {
    for (const { what, pattern } of forbidden) {
      const match = pattern.exec(line);
      if (match !== null) faults.push(`${path}:${i + 1}: names ${what}: ${match[0]}`);
    }
  });
  if (/\.(ts|mjs|js|sv|v|py)$/.test(path) && lines.length > MOST_LINES + 1) {
    faults.push(`${path}: ${lines.length - 1} lines, more than ${MOST_LINES}: split it`);
  }
  return faults;
}

/** @returns {Promise<import('./checks.mjs').Finding[]>} */
export async function look() {
  const { code, output } = await run('git', ['ls-files', '-z'], { capture: true });
  if (code !== 0) return [{ ok: true, skipped: 'this is not a git checkout' }];
  const faults = output
    .split('\0')
    .filter((path) => path !== '')
    .flatMap(inspect);
  return [{ ok: faults.length === 0, detail: faults.join('\n') }];
}

/** @param {string} path */
function inspect(path) {
  const full = join(root, path);
  const size = statSync(full, { throwIfNoEntry: false })?.size;
  if (size === undefined) return [];
  if (size > MOST_BYTES) return [`${path}: ${(size / 1e6).toFixed(1)} MB is too much for a commit`];
  const text = readFileSync(full, 'utf8');
  return text.includes('\0') ? [] : faultsOf(path, text);
}
