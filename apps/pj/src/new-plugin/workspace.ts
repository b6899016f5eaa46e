import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of Picojoule's own workspace above a folder; undefined outside it. */
export function workspaceAbove(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const manifest = join(at, 'packages', 'spec', 'package.json');
    if (existsSync(join(at, 'pnpm-workspace.yaml')) && existsSync(manifest)) return at;
    if (at === dirname(at)) return undefined;
  }
}

/**
 * Where a package outside the workspace gets one of ours from: the registry, at the version that
 * runs here, or, while `pj` itself runs from a checkout, that checkout's folder.
 */
export function sourceOf(name: string): string {
  const spec = dirname(dirname(fileURLToPath(import.meta.resolve('@picojoule/spec'))));
  if (!spec.includes(`${sep}node_modules${sep}`))
    return `link:${join(dirname(spec), name.replace('@picojoule/', ''))}`;
  const { version } = JSON.parse(readFileSync(join(spec, 'package.json'), 'utf8'));
  return `^${version}`;
}
