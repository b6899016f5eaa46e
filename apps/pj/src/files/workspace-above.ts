import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The root of Picojoule's own workspace at or above a folder; undefined outside it. */
export function workspaceAbove(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const manifest = join(at, 'packages', 'spec', 'package.json');
    if (existsSync(join(at, 'pnpm-workspace.yaml')) && existsSync(manifest)) return at;
    if (at === dirname(at)) return undefined;
  }
}
