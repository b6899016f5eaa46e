import { readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { workspaceAbove } from '../files/workspace-above.ts';

/** The workspace that has a package in this folder, or would have. */
export function workspaceOf(packageFolder: string): string | undefined {
  const root = workspaceAbove(packageFolder);
  return root !== undefined && dirname(packageFolder) === join(root, 'packages') ? root : undefined;
}

/** The package manager of a workspace, as `npx` takes it: `pnpm@1.2.3`. */
export const packageManagerOf = (workspace: string): string =>
  JSON.parse(readFileSync(join(workspace, 'package.json'), 'utf8')).packageManager;

/**
 * Where a package outside the workspace gets one of ours from: the registry, at the version that
 * runs here, or, while `pj` itself runs from a checkout, that checkout's folder.
 */
export function sourceOf(name: string): string {
  const spec = dirname(dirname(fileURLToPath(import.meta.resolve('@picojoule/spec'))));
  if (!spec.includes(`${sep}node_modules${sep}`))
    return `file:${join(dirname(spec), name.replace('@picojoule/', ''))}`;
  const { version } = JSON.parse(readFileSync(join(spec, 'package.json'), 'utf8'));
  return `^${version}`;
}
