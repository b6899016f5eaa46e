// Where things are, found without any installed package.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The workspace's folder. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * Reads a JSON file of the workspace.
 * @param {string} path Relative to the root.
 */
export const readJson = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));

/** The folders of our own packages and apps, e.g. `packages/spec`, sorted. */
export function projectFolders() {
  return ['apps', 'packages']
    .flatMap((group) => readdirSync(join(root, group)).map((name) => `${group}/${name}`))
    .filter((folder) => existsSync(join(root, folder, 'package.json')))
    .sort();
}
