import { mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ROOT } from './built-cli.ts';

/** Where the workspace keeps the packages that an outsider would install from the registry. */
const HOMES: Readonly<Record<string, string>> = {
  valibot: 'apps/pj',
  vitest: '.',
  typescript: '.',
  '@types/node': '.',
};

/** Fills `node_modules` of a folder outside the workspace as an installation would, with links. */
export function linkPackages(folder: string, names: readonly string[]): void {
  for (const name of names) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(homeOf(name), link, 'dir');
  }
}

function homeOf(name: string): string {
  if (name.startsWith('@picojoule/')) return join(ROOT, 'packages', name.split('/')[1]!);
  const home = HOMES[name];
  if (home === undefined) throw new Error(`no home is known for ${name}`);
  return realpathSync(join(ROOT, home, 'node_modules', name));
}

/** The path of a tool's program in the workspace's own packages. */
export function toolPath(program: string): string {
  return createRequire(join(ROOT, 'package.json')).resolve(program);
}
