// Where the parts of a reproduction are kept.
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readJson, root } from '../steps/workspace.mjs';

/** The names of all reproductions: one Nx project each. */
export const reproductionNames = () => readdirSync(join(root, 'tests/reproductions')).sort();

/**
 * Whether CI runs a reproduction again when its code has changed: those tagged `ci` end in time.
 * @param {string} name
 * @returns {boolean}
 */
export const runsInCi = (name) =>
  readJson(`tests/reproductions/${name}/project.json`).tags.includes('ci');

/** @param {string} name */
const fileOf = (name) => `apps/pj/reproductions/${name}.json`;

/**
 * The hash of the code that the committed figures were made from; undefined where there are none.
 * @param {string} name
 * @returns {string | undefined}
 */
export const committedFingerprint = (name) =>
  existsSync(join(root, fileOf(name))) ? readJson(fileOf(name)).fingerprint : undefined;

/**
 * @param {string} name
 * @param {string} fingerprint
 */
export function writeFingerprint(name, fingerprint) {
  const { claims, values } = readJson(fileOf(name));
  const committed = { claims, fingerprint, values };
  writeFileSync(join(root, fileOf(name)), `${JSON.stringify(committed, null, 2)}\n`);
}

/**
 * The claims that the committed figures do not hold, as the built `pj` judges them.
 * @param {string} name
 * @returns {Promise<readonly string[]>}
 */
export async function brokenClaims(name) {
  const module = join(root, 'apps/pj/dist/reproductions/committed.js');
  return (await import(pathToFileURL(module).href)).brokenClaims(name);
}
