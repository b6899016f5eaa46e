// One hash of all that decides the figures of a reproduction: the sources of `pj` and of every
// package of ours that it uses, and the versions of the others. Tests and docs are not part of it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow, hashOf } from '../steps/stamp.mjs';
import { projectFolders, readJson, root } from '../steps/workspace.mjs';

const notCode = /\.(test|test-d)\.ts$|\.md$|\/testing\.ts$/;

/** The folders of a project and of all projects of ours below it, sorted. */
export function foldersUnder(name = '@picojoule/pj') {
  const owners = new Map(projectFolders().map((f) => [readJson(`${f}/package.json`).name, f]));
  /** @type {Set<string>} */
  const found = new Set();
  /** @param {string} project */
  const visit = (project) => {
    const folder = owners.get(project);
    if (folder === undefined || found.has(folder)) return;
    found.add(folder);
    Object.keys(readJson(`${folder}/package.json`).dependencies ?? {}).forEach(visit);
  };
  visit(name);
  return [...found].sort();
}

/**
 * The versions, as the catalog has them, of all packages of others that these folders use.
 * @param {readonly string[]} folders
 */
function versionsUsed(folders) {
  const catalog = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8');
  const versions = new Map(
    [...catalog.matchAll(/^ {2}["']?([^"'\s]+?)["']?: (\S+)$/gm)].map(([, name, version]) => [
      name,
      version,
    ]),
  );
  const names = folders.flatMap((folder) =>
    Object.keys(readJson(`${folder}/package.json`).dependencies ?? {}),
  );
  return [...new Set(names)]
    .filter((name) => !name.startsWith('@picojoule/'))
    .sort()
    .map((name) => {
      const version = versions.get(name);
      if (version === undefined) throw new Error(`${name} is not in the catalog`);
      return `${name}@${version}`;
    });
}

/** @returns {string} Twelve hexadecimal digits. */
export function fingerprint() {
  const folders = foldersUnder();
  const sources = filesBelow(folders.map((folder) => `${folder}/src`));
  const code = sources.filter((file) => !notCode.test(file));
  return hashOf(code, versionsUsed(folders)).slice(0, 12);
}
