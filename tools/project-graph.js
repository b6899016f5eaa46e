import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const nx = join(root, 'node_modules', 'nx', 'dist', 'bin', 'nx.js');
const cached = join(root, '.nx', 'workspace-data', 'project-graph.json');

/**
 * Lets Nx write the graph of our projects, which the rule of the layers reads.
 * @param {{ again?: boolean }} [options] again: also where one is there, perhaps of older sources.
 */
export function bringProjectGraph({ again = false } = {}) {
  if (existsSync(cached) && !again) return;
  // Called from Vitest too: its marks in the environment make Nx's plugins wait for each other.
  const { PATH, HOME } = process.env;
  execFileSync(process.execPath, [nx, 'show', 'projects'], {
    cwd: root,
    env: { PATH, HOME, NX_DAEMON: 'false', NX_ISOLATE_PLUGINS: 'false' },
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: 120_000,
  });
  if (!existsSync(cached)) throw new Error(`Nx wrote no project graph to ${cached}`);
}
