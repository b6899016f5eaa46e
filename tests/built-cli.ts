import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export const ROOT = join(import.meta.dirname, '..');
const CLI = join(ROOT, 'apps/pj/bin/pj.js');
const LOCK = join(tmpdir(), 'picojoule-tests-build.lock');
const BUILD_MS = 240_000;

/** Builds what users run, where it is stale. Test files run at once: only one of them builds. */
export async function buildCli(): Promise<void> {
  for (;;) {
    try {
      mkdirSync(LOCK);
      break;
    } catch {
      const age = Date.now() - (statSync(LOCK, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
      if (age > BUILD_MS) rmSync(LOCK, { recursive: true, force: true });
      await sleep(200);
    }
  }
  try {
    execFileSync(
      process.execPath,
      [join(ROOT, 'node_modules/typescript/bin/tsc'), '-b', 'apps/pj', 'packages/testkit'],
      { cwd: ROOT, stdio: 'pipe' },
    );
  } catch (error) {
    throw new Error(`The build fails:\n${(error as { stdout: Buffer }).stdout}`);
  } finally {
    rmSync(LOCK, { recursive: true, force: true });
  }
}

export interface CliResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
}

export interface CliOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Killed after this: bad input must never hang. */
  readonly timeout?: number;
  /** Called when it runs, to send signals. */
  readonly started?: (process: ChildProcess) => void;
}

/** Runs the built command line as a user would, with a cache of its own. */
export function runCli(
  args: readonly string[],
  { cwd, env = {}, timeout = 60_000, started }: CliOptions,
): Promise<CliResult> {
  const begin = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CLI, ...args], {
      cwd,
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, ...env },
      timeout,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk) => (stdout += chunk));
    child.stderr.on('data', (chunk) => (stderr += chunk));
    child.on('error', reject);
    child.on('close', (exitCode) =>
      resolve({ exitCode, stdout, stderr, milliseconds: performance.now() - begin }),
    );
    started?.(child);
  });
}
