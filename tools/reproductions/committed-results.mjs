// Where the parts of a reproduction are kept.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, root } from '../steps/workspace.mjs';

const projects = 'tests/reproductions';

/** The names of all reproductions: one Nx project each. */
export const reproductionNames = () => readdirSync(join(root, projects)).sort();

/** @param {string} name */
export const inputsPath = (name) => `${projects}/${name}/inputs.json`;

/** @param {string} name */
export function readReproduction(name) {
  const results = `apps/pj/reproductions/${name}.json`;
  /** @param {string} path */
  const readIfThere = (path) => (existsSync(join(root, path)) ? readJson(path) : undefined);
  return {
    /** @type {import('./claims.mjs').Claim[]} */
    claims: readJson(`${projects}/${name}/claims.json`),
    /** @type {{ values: import('./claims.mjs').Values } | undefined} */
    results: readIfThere(results),
    /** @type {{ fingerprint: string } | undefined} What the results were made from. */
    inputs: readIfThere(inputsPath(name)),
  };
}
