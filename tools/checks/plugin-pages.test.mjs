// Every plugin that a package exports has a page, and the page names every option.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectFolders, root } from '../steps/workspace.mjs';

const folders = projectFolders().filter((folder) => folder.startsWith('packages/'));

/**
 * @typedef {object} Definition
 * @property {string} name
 * @property {string} kind
 * @property {{ entries?: object }} options
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
      ...Object.keys(options.entries ?? {}).map((key) => `\`${key}\``),
    ];
    return needed.filter((text) => !page.includes(text)).map((text) => `${path} lacks ${text}`);
  });
  expect(faults).toEqual([]);
});
