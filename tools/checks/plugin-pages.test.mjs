// Every plugin that a package exports has a page, and the page names every option with its default;
// every page has a plugin.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectFolders, root } from '../steps/workspace.mjs';

const folders = projectFolders().filter((folder) => folder.startsWith('packages/'));

/**
 * @typedef {object} Definition
 * @property {string} name
 * @property {string} kind
 * @property {{ entries?: object, '~standard': { validate(input: object): { value: object } | object } }} options
 */

/** @returns {Promise<Definition[]>} */
async function exportedPlugins() {
  const modules = await Promise.all(
    folders
      .filter((folder) => folder !== 'packages/testkit')
      .map((folder) => import(/* @vite-ignore */ join(root, folder, 'src/index.ts'))),
  );
  return modules
    .flatMap((module) => Object.values(module))
    .filter((value) => typeof value === 'function' && 'definition' in value)
    .map(({ definition }) => definition);
}

test('every plugin has a page that names it, its kind and its options', {
  timeout: 60_000,
}, async () => {
  const plugins = await exportedPlugins();
  expect(plugins.length).toBeGreaterThan(5);
  const faults = plugins.flatMap(({ name, kind, options }) => {
    const path = `docs/plugins/${name}.md`;
    if (!existsSync(join(root, path))) return [`${path} is missing (${kind} plugin)`];
    const page = readFileSync(join(root, path), 'utf8');
    const needed = [
      `# ${name}`,
      `\`${kind}\``,
      '```',
      ...Object.keys(options.entries ?? {}).map(quoted),
    ];
    const lines = page.split('\n');
    const wrong = Object.entries(defaultsOf(options))
      .filter(([key]) => !lines.some((line) => line.includes(quoted(key)) && line.startsWith('|')))
      .map(([key]) => `${path} has no row for ${key}`);
    const stale = Object.entries(defaultsOf(options))
      .filter(([, value]) => typeof value !== 'object')
      .filter(([key, value]) =>
        lines.some((line) => line.startsWith(`| ${quoted(key)}`) && !states(line, value)),
      )
      .map(([key, value]) => `${path}: the default of ${key} is ${value}`);
    const lacks = needed
      .filter((text) => !page.includes(text))
      .map((text) => `${path} lacks ${text}`);
    return [...lacks, ...wrong, ...stale];
  });
  expect(faults).toEqual([]);
});

test('every page belongs to a plugin', { timeout: 60_000 }, async () => {
  const pages = readdirSync(join(root, 'docs/plugins')).filter((page) => page !== 'README.md');
  const wanted = (await exportedPlugins()).map(({ name }) => `${name}.md`);
  expect(pages.sort()).toEqual([...new Set(wanted)].sort());
});

/**
 * @param {string} line
 * @param {unknown} value
 */
const states = (line, value) =>
  line.includes(quoted(String(value))) || line.includes(quoted(`'${value}'`));

/** @param {string} text */
function quoted(text) {
  return `\`${text}\``;
}

/**
 * What the options are when none is given; nothing where one must be.
 * @param {Definition['options']} options
 */
function defaultsOf(options) {
  const result = options['~standard'].validate({});
  return 'value' in result ? result.value : {};
}
