// One hash of all that decides the figures of a reproduction: the sources that its experiment imports,
// directly or not, those of the backend that runs it with its kernels, and the versions of others' packages among them.
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { hashOf } from '../steps/stamp.mjs';
import { projectFolders, readJson, root } from '../steps/workspace.mjs';

/** Handed to the experiment when it is run, so that no import of it leads there. */
const backend = '@picojoule/tfjs';

/**
 * What a reproduction is made of: our files, and the packages of others.
 * @param {string} name
 * @returns {{ files: string[], packages: string[] }} Sorted.
 */
export function sourcesOf(name) {
  const folders = new Map(projectFolders().map((f) => [readJson(`${f}/package.json`).name, f]));
  /** @type {Set<string>} */
  const files = new Set();
  /** @param {string} file */
  const visit = (file) => {
    if (files.has(file)) return;
    files.add(file);
    for (const specifier of importsOf(file)) follow(specifier, file);
  };
  /**
   * @param {string} specifier
   * @param {string} from
   */
  const follow = (specifier, from) => {
    if (specifier.startsWith('.')) return visit(posix.join(posix.dirname(from), specifier));
    if (specifier.startsWith('node:')) return;
    const [scope = '', short] = specifier.split('/');
    const owner = scope.startsWith('@') ? `${scope}/${short}` : scope;
    const folder = folders.get(owner);
    if (folder !== undefined) visit(entryOf(folder, `.${specifier.slice(owner.length)}`));
  };
  visit(`apps/pj/src/reproductions/${name}.ts`);
  follow(backend, '');
  const kernels = `${folders.get(backend)}/native`;
  for (const file of readdirSync(join(root, kernels))) files.add(`${kernels}/${file}`);
  // Data and native libraries are no imports; every dependency of a package of ours counts.
  const owners = [...folders.values()].filter((folder) =>
    [...files].some((file) => file.startsWith(`${folder}/`)),
  );
  const packages = owners.flatMap((folder) =>
    Object.keys(readJson(`${folder}/package.json`).dependencies ?? {}),
  );
  const others = new Set(packages.filter((dependency) => !folders.has(dependency)));
  return { files: [...files].sort(), packages: [...others].sort() };
}

const TYPE_ONLY = /^(?:import|export) type [^;]*;/gm;

/** @param {string} file */
function importsOf(file) {
  // Types are gone when the code runs.
  const source = readFileSync(join(root, file), 'utf8').replaceAll(TYPE_ONLY, '');
  const found = source.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g);
  return [...found].map(([, specifier = '']) => specifier);
}

/**
 * The source behind an export of one of our packages.
 * @param {string} folder
 * @param {string} subpath
 */
function entryOf(folder, subpath) {
  const entry = readJson(`${folder}/package.json`).exports[subpath]['@picojoule/source'];
  return posix.join(folder, entry);
}

/**
 * Names with their versions, as the catalog has them.
 * @param {readonly string[]} names
 */
function withVersions(names) {
  const catalog = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8');
  const versions = new Map(
    [...catalog.matchAll(/^ {2}["']?([^"'\s]+?)["']?: (\S+)$/gm)].map(([, name, version]) => [
      name,
      version,
    ]),
  );
  return names.map((name) => {
    const version = versions.get(name);
    if (version === undefined) throw new Error(`${name} is not in the catalog`);
    return `${name}@${version}`;
  });
}

/**
 * @param {string} name
 * @returns {string} Twelve hexadecimal digits.
 */
export function fingerprint(name) {
  const { files, packages } = sourcesOf(name);
  return hashOf(files, withVersions(packages)).slice(0, 12);
}
