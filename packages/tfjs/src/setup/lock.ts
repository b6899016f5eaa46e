import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

export interface LockOptions {
  /** Called once when another process holds the lock. */
  readonly onWait?: () => void;
  /** A lock whose holder has not touched it for this long is dead. */
  readonly staleMs?: number;
  readonly pollMs?: number;
}

interface Owner {
  readonly token: string;
  readonly pid: number;
  readonly host: string;
}

/**
 * Does something while holding a lock folder, which the system makes for one process only. The
 * lock of a process that died is taken over.
 * @throws an Error of the file system when the folder cannot be made.
 */
export async function withLock<T>(
  dir: string,
  action: () => Promise<T>,
  { onWait, staleMs = 30_000, pollMs = 250 }: LockOptions = {},
): Promise<T> {
  const token = randomUUID();
  let waited = false;
  while (!(await acquire(dir, token))) {
    const stale = await staleOwner(dir, staleMs);
    if (stale !== undefined) {
      await takeAway(dir, stale);
      continue;
    }
    if (!waited) onWait?.();
    waited = true;
    await sleep(pollMs);
  }
  const beat = setInterval(() => {
    const now = new Date();
    utimes(dir, now, now).catch(() => {});
  }, staleMs / 6);
  beat.unref();
  try {
    return await action();
  } finally {
    clearInterval(beat);
    if ((await readOwner(dir))?.token === token) await rm(dir, { recursive: true, force: true });
  }
}

async function acquire(dir: string, token: string): Promise<boolean> {
  try {
    await mkdir(dir);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  const owner: Owner = { token, pid: process.pid, host: hostname() };
  await writeFile(join(dir, 'owner.json'), JSON.stringify(owner));
  return true;
}

/** The token of a holder that is dead, `''` when it died before it wrote one. */
async function staleOwner(dir: string, staleMs: number): Promise<string | undefined> {
  const owner = await readOwner(dir);
  const touched = await stat(dir).then(
    ({ mtimeMs }) => mtimeMs,
    () => Date.now(),
  );
  // A process number says little between containers: its lock must also have fallen silent.
  const gone = owner !== undefined && owner.host === hostname() && !isAlive(owner.pid);
  const silentFor = Date.now() - touched;
  return silentFor > (gone ? staleMs / 3 : staleMs) ? (owner?.token ?? '') : undefined;
}

/** Removes a dead lock; if another process was faster, its new lock is put back. */
async function takeAway(dir: string, token: string): Promise<void> {
  const aside = `${dir}-${randomUUID()}`;
  try {
    await rename(dir, aside);
  } catch {
    return;
  }
  if (((await readOwner(aside))?.token ?? '') !== token) {
    const putBack = await rename(aside, dir).then(
      () => true,
      () => false,
    );
    if (putBack) return;
  }
  await rm(aside, { recursive: true, force: true });
}

async function readOwner(dir: string): Promise<Owner | undefined> {
  try {
    return JSON.parse(await readFile(join(dir, 'owner.json'), 'utf8'));
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
