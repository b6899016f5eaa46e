import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { type Run, runCommand } from './run.ts';

export type Env = Record<string, string | undefined>;

/** What set-up needs to know of the machine; tests pass their own. */
export interface Machine {
  readonly run: Run;
  readonly env: Env;
  /** As `process.platform` and `process.arch`. */
  readonly platform: string;
  readonly arch: string;
  /** The Node.js program, to try a binding in a process of its own. */
  readonly node: string;
}

/** The machine we run on: the one place of set-up that reads the process. */
export function thisMachine(): Machine {
  const { env, platform, arch, execPath } = process;
  return { run: runCommand, env, platform, arch, node: execPath };
}

/**
 * The user cache of Picojoule: `$XDG_CACHE_HOME/picojoule`, or `~/.cache/picojoule`. A relative
 * `XDG_CACHE_HOME` is ignored, as its specification says.
 */
export function defaultCacheDir(env: Env = thisMachine().env): string {
  const base = env.XDG_CACHE_HOME;
  return base?.startsWith('/') ? join(base, 'picojoule') : join(homedir(), '.cache', 'picojoule');
}
