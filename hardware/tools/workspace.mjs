// Where the hardware's files are, and where what is made of them is kept.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder `hardware`. */
export const hardware = fileURLToPath(new URL('..', import.meta.url));

/** @param {string} path Relative to `hardware`. */
export const inHardware = (path) => join(hardware, path);

/**
 * Files of a folder with an ending, sorted, with the folder's path.
 * @param {string} folder Relative to `hardware`.
 * @param {string} ending
 */
export const filesOf = (folder, ending) =>
  readdirSync(inHardware(folder))
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => join(folder, name));

/** All RTL, packages first. */
export function rtlFiles() {
  const files = filesOf('rtl', '.sv');
  const isPackage = (/** @type {string} */ file) => basename(file).endsWith('_pkg.sv');
  return [...files.filter(isPackage), ...files.filter((file) => !isPackage(file))];
}

/**
 * SHA-256 over names and contents, in hexadecimal.
 * @param {readonly string[]} files Relative to `hardware`.
 * @param {readonly string[]} [others] Anything else that matters.
 */
export function hashOf(files, others = []) {
  const hash = createHash('sha256').update(JSON.stringify(others));
  for (const file of files) {
    const content = readFileSync(inHardware(file));
    hash.update(`\0${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/**
 * What a board says of its build: the first 16 bytes of the SHA-256 over its sources.
 * @param {readonly string[]} files
 */
export const buildOf = (files) => hashOf(files).slice(0, 32);

/** A folder in the user's cache; what is in it can be made again. @param {string} name */
export function cacheFolder(name) {
  const base = process.env.XDG_CACHE_HOME;
  const cache = base?.startsWith('/') ? base : join(homedir(), '.cache');
  const folder = join(cache, 'picojoule', 'hardware', name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Makes room for another netlist: they are large. @param {string} folder */
export function dropNetlists(folder) {
  for (const name of readdirSync(folder)) {
    if (name.endsWith('.netlist')) rmSync(join(folder, name));
  }
}
