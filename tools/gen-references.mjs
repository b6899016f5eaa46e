// Writes the project references of every tsconfig from the package.json beside it: one source of truth.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const folders = ['packages', 'apps'].flatMap((group) =>
  readdirSync(join(root, group)).map((name) => join(group, name)),
);
const read = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));
const manifests = new Map(
  folders.map((folder) => [read(join(folder, 'package.json')).name, folder]),
);

for (const folder of folders) {
  const { dependencies = {}, peerDependencies = {} } = read(join(folder, 'package.json'));
  const own = { ...dependencies, ...peerDependencies };
  const references = Object.keys(own)
    .filter((name) => manifests.has(name))
    .sort()
    .map((name) => ({ path: `../../${manifests.get(name)}` }));
  const path = join(folder, 'tsconfig.json');
  writeFileSync(join(root, path), `${JSON.stringify({ ...read(path), references }, null, 2)}\n`);
}
const solution = { files: [], references: folders.sort().map((path) => ({ path: `./${path}` })) };
writeFileSync(join(root, 'tsconfig.json'), `${JSON.stringify(solution, null, 2)}\n`);
