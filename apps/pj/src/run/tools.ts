import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { RunTools } from '@picojoule/lab';

/** What a run is computed with, for its record. */
export function runTools(): RunTools {
  const manifest = new URL('../../package.json', import.meta.url);
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  const revision = gitRevision(fileURLToPath(new URL('.', manifest)));
  return {
    versions: { node: process.versions.node, picojoule: version },
    ...(revision !== undefined && { gitRevision: revision }),
  };
}

/** Of the checkout that `pj` runs from; `+` where it was changed. Undefined for an installed one. */
function gitRevision(folder: string): string | undefined {
  if (folder.includes('node_modules')) return undefined;
  try {
    const git = (...args: string[]) =>
      execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: 'pipe', timeout: 5000 });
    const changed = git('status', '--porcelain', '--untracked-files=no').trim() !== '';
    return git('rev-parse', 'HEAD').trim() + (changed ? '+' : '');
  } catch {
    return undefined;
  }
}
