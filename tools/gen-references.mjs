// Writes what every tsconfig can be told from the package.json beside it: its project references.
// `--check` changes nothing and fails where a file is out of date.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTool, StepError, say } from './steps/say.mjs';
import { projectFolders, readJson, root } from './steps/workspace.mjs';

/** Files that are type-checked, but not part of what is published. */
const exclude = ['src/**/*.test.ts', 'src/**/*.test-d.ts', 'src/**/testing.ts'];

/** @returns {Map<string, string>} The content of each generated file by its path. */
function generate() {
  const folders = projectFolders();
  const owners = new Map(folders.map((f) => [readJson(`${f}/package.json`).name, f]));
  const files = new Map();
  for (const folder of folders) {
    const { dependencies = {}, peerDependencies = {} } = readJson(`${folder}/package.json`);
    const references = Object.keys({ ...dependencies, ...peerDependencies })
      .filter((name) => owners.has(name))
      .sort()
      .map((name) => ({ path: `../../${owners.get(name)}` }));
    const path = `${folder}/tsconfig.json`;
    files.set(path, format({ ...readJson(path), exclude, references }));
  }
  const references = folders.map((path) => ({ path: `./${path}` }));
  return files.set('tsconfig.json', format({ files: [], references }));
}

/** @param {unknown} value */
const format = (value) => `${JSON.stringify(value, null, 2)}\n`;

await runTool(async () => {
  const stale = [...generate()].filter(
    ([path, content]) => readFileSync(join(root, path), 'utf8') !== content,
  );
  if (process.argv.includes('--check')) {
    if (stale.length === 0) return;
    const names = stale.map(([path]) => path).join(', ');
    throw new StepError(`Out of date: ${names}`, 'Run `npm run gen` and commit the result.');
  }
  for (const [path, content] of stale) {
    writeFileSync(join(root, path), content);
    say(`wrote ${path}`);
  }
});
