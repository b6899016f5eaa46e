import { homedir } from 'node:os';
import { join } from 'node:path';

/** The folder for what can be made again: `$XDG_CACHE_HOME/picojoule` or `~/.cache/picojoule`. */
export function cacheDirectory(env: NodeJS.ProcessEnv = process.env): string {
  const base = env.XDG_CACHE_HOME;
  return join(base !== undefined && base !== '' ? base : join(homedir(), '.cache'), 'picojoule');
}
