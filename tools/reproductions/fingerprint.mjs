// One hash of all that decides the figures of a reproduction: the sources of `pj` and of every
// package of ours that it uses, and the versions of the others. Tests and docs are not part of it.
import { filesBelow, hashOf } from '../steps/stamp.mjs';
import { projectFolders, readJson } from '../steps/workspace.mjs';

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

/** @returns {string} Twelve hexadecimal digits. */
export function fingerprint() {
  const sources = filesBelow(foldersUnder().map((folder) => `${folder}/src`));
  const code = sources.filter((file) => !notCode.test(file));
  return hashOf([...code, 'pnpm-workspace.yaml']).slice(0, 12);
}
