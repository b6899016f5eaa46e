// A step is skipped while the hash of all that it reads equals the one of its last success.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './workspace.mjs';

/**
 * All files below the given paths (files or folders, relative to the root), sorted.
 * @param {readonly string[]} paths
 * @returns {string[]}
 */
export function filesBelow(paths) {
  return paths
    .filter((path) => existsSync(join(root, path)))
    .flatMap((path) => {
      const entries = readEntries(path);
      if (entries === undefined) return [path];
      return filesBelow(
        entries
          .filter((name) => name !== 'node_modules' && name !== 'dist')
          .map((name) => `${path}/${name}`),
      );
    })
    .sort();
}

/** @param {string} path */
function readEntries(path) {
  try {
    return readdirSync(join(root, path));
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/**
 * SHA-256 over names and contents, and over anything else that matters.
 * @param {readonly string[]} files
 * @param {readonly string[]} [others]
 */
export function hashOf(files, others = []) {
  const hash = createHash('sha256').update(JSON.stringify(others));
  for (const file of files) {
    const content = readFileSync(join(root, file));
    hash.update(`\0${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** @param {string} name */
const stampPath = (name) => join(root, 'node_modules', '.picojoule', name);

/**
 * @param {string} name
 * @param {string} hash
 */
export function isStamped(name, hash) {
  const path = stampPath(name);
  return existsSync(path) && readFileSync(path, 'utf8') === hash;
}

/**
 * @param {string} name
 * @param {string} hash
 */
export function stamp(name, hash) {
  mkdirSync(dirname(stampPath(name)), { recursive: true });
  writeFileSync(stampPath(name), hash);
}
