// Links between our own pages, and the one page that must stay short.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { filesBelow } from '../steps/stamp.mjs';
import { root } from '../steps/workspace.mjs';

const ARCHITECTURE_LINES = 150;

/**
 * The links of a page that lead to no file.
 * @param {string} path
 * @param {string} text
 * @param {(path: string) => boolean} exists
 */
export function deadLinks(path, text, exists = (file) => existsSync(join(root, file))) {
  const prose = text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link.replace(/#.*$/, ''))
    .filter((link) => link !== '' && !/^[a-z]+:/.test(link))
    .filter((link) => !exists(normalize(join(dirname(path), decodeURI(link)))))
    .map((link) => `${path}: no such file: ${link}`);
}

/** @returns {Promise<import('./checks.mjs').Finding[]>} */
export async function look() {
  const pages = filesBelow(['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'docs', 'packages']);
  const faults = pages
    .filter((path) => path.endsWith('.md'))
    .flatMap((path) => deadLinks(path, readFileSync(join(root, path), 'utf8')));
  const lines = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8').trimEnd().split('\n').length;
  if (lines > ARCHITECTURE_LINES) {
    faults.push(`ARCHITECTURE.md: ${lines} lines, more than ${ARCHITECTURE_LINES}`);
  }
  return [{ ok: faults.length === 0, detail: faults.join('\n') }];
}
