import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const nx = join(root, 'node_modules', 'nx', 'dist', 'bin', 'nx.js');
const cached = join(root, '.nx', 'workspace-data', 'project-graph.json');

/**
 * Lets Nx write the graph of our projects: without it, the rule of the layers lets everything pass.
 * Not to be called from eslint.config.js: Nx loads that file while it makes the graph.
 */
export function bringProjectGraph() {
  execFileSync(process.execPath, [nx, 'show', 'projects'], {
    cwd: root,
    env: { ...process.env, NX_DAEMON: 'false' },
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: 180_000,
  });
  if (!existsSync(cached)) throw new Error(`Nx wrote no project graph to ${cached}`);
}
