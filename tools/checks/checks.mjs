// What `npm run check` looks at, in order: the quick and telling ones first.
import { program } from './program.mjs';

/**
 * @typedef {object} Finding
 * @property {boolean} ok
 * @property {string} [skipped] Why nothing was looked at.
 * @property {string} [detail] What is wrong, where it is not ok.
 *
 * @typedef {object} Check
 * @property {string} name As named on the command line.
 * @property {string} title
 * @property {() => Promise<readonly Finding[]>} look
 */

const typescript7 = 'node_modules/typescript-7/bin/tsc';

/** @type {readonly Check[]} */
export const checks = [
  {
    name: 'types',
    title: 'types of sources and tests (TypeScript 7)',
    look: program([typescript7, '-p', 'tsconfig.check.json']),
  },
  {
    name: 'tool-types',
    title: 'types of the tools (TypeScript 7)',
    look: program([typescript7, '-p', 'tools/tsconfig.json']),
  },
  {
    name: 'build',
    title: 'build (tsc -b, TypeScript 6)',
    look: program(['node_modules/typescript/bin/tsc', '-b']),
  },
  {
    name: 'format',
    title: 'format and untyped rules (Biome)',
    look: program(['node_modules/@biomejs/biome/bin/biome', 'check', '--diagnostic-level=warn']),
  },
  lazily('lint', 'typed rules and layers (ESLint)'),
  {
    name: 'unused',
    title: 'unused files, exports and dependencies (knip)',
    look: program(['node_modules/knip/bin/knip.js', '--no-progress', '--no-config-hints']),
  },
  {
    name: 'workspace',
    title: 'one version of each dependency (sherif)',
    look: program(['node_modules/sherif/index.js']),
  },
  {
    name: 'generated',
    title: 'generated files are up to date (npm run gen)',
    look: program(['tools/gen-references.mjs', '--check']),
  },
  lazily('packages', 'packages can be published (publint)'),
  lazily('committed', 'no machine paths, registry hosts or overlong files in commits'),
  lazily('docs', 'links lead somewhere; ARCHITECTURE.md is short'),
  lazily('reproductions', 'committed results hold their claims'),
  lazily('rtl', 'hardware sources (lint, simulation)'),
];

/**
 * A check in a file of its own, loaded when it is run: some need the installed packages.
 * @param {string} name
 * @param {string} title
 * @returns {Check}
 */
function lazily(name, title) {
  return { name, title, look: async () => (await import(`./${name}.mjs`)).look() };
}
