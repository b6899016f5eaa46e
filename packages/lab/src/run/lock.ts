import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileFailed, runLocked } from '../errors.ts';
import { LOCK } from './file-name.ts';

/** Who writes the run. `born` tells a process from a later one that got the same number. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly born?: string;
}

const SAME_HOST_NEXT = 'Wait until it has ended, or stop it.';
const failed = (error: unknown, ...codes: string[]) =>
  codes.includes((error as NodeJS.ErrnoException).code ?? '');

/**
 * Takes the run for this process; the returned function gives it back. A lock whose process has ended
 * is taken over.
 *
 * @throws PicojouleError `LAB_LOCKED` when another process, or another store of this one, writes the run.
 */
export async function lockRun(directory: string): Promise<() => Promise<void>> {
  const path = join(directory, LOCK);
  const holder: Holder = { pid: process.pid, host: hostname(), ...(await birthOf(process.pid)) };
  const draft = join(directory, `.${LOCK}.${randomUUID()}.tmp`);
  try {
    await writeFile(draft, JSON.stringify(holder));
    for (let attempt = 0; attempt < 3; attempt++) {
      if (await claim(draft, path)) return () => rm(path, { force: true });
      const found = await readFile(path, 'utf8').catch(() => undefined);
      if (found === undefined) continue;
      await refuseLiving(path, found);
      await removeStale(directory, path, found);
    }
  } catch (cause) {
    if (failed(cause, 'LAB_LOCKED')) throw cause;
    throw fileFailed('locking', path, cause);
  } finally {
    await rm(draft, { force: true }).catch(() => {});
  }
  throw runLocked(path, 'another process that started at the same moment', 'Try again.');
}

/** Makes the lock with its content in one step; false when it is there already. */
async function claim(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (failed(error, 'EEXIST')) return false;
    if (!failed(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK')) throw error;
  }
  // A file system without hard links.
  try {
    await writeFile(path, await readFile(draft), { flag: 'wx' });
    return true;
  } catch (error) {
    if (failed(error, 'EEXIST')) return false;
    throw error;
  }
}

async function refuseLiving(path: string, found: string): Promise<void> {
  const holder = parse(found);
  if (holder === undefined) {
    throw runLocked(path, 'an unknown process', 'If no run is under way, delete that file.');
  }
  if (holder.host !== hostname()) {
    const next = `If that process has ended, delete ${path}.`;
    throw runLocked(path, `process ${holder.pid} on ${holder.host}`, next);
  }
  if (await lives(holder)) throw runLocked(path, `process ${holder.pid}`, SAME_HOST_NEXT);
}

/** Moves the stale lock aside before deleting it, so that a lock taken meanwhile is not lost. */
async function removeStale(directory: string, path: string, seen: string): Promise<void> {
  const aside = join(directory, `.${LOCK}.${randomUUID()}.tmp`);
  try {
    await rename(path, aside);
  } catch (error) {
    if (failed(error, 'ENOENT')) return;
    throw error;
  }
  const moved = await readFile(aside, 'utf8');
  if (moved !== seen) await link(aside, path).catch(() => {});
  await rm(aside, { force: true });
}

function parse(text: string): Holder | undefined {
  try {
    const value = JSON.parse(text) as Partial<Holder> | null;
    if (!Number.isSafeInteger(value?.pid) || typeof value?.host !== 'string') return undefined;
    return value as Holder;
  } catch {
    return undefined;
  }
}

/** True when the process that took the lock still runs. */
async function lives({ pid, born }: Holder): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return !failed(error, 'ESRCH');
  }
  const now = (await birthOf(pid)).born;
  return born === undefined || now === undefined || born === now;
}

/** On Linux: boot and start tick of a process, which no other process shares. */
async function birthOf(pid: number): Promise<{ born?: string }> {
  try {
    const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The fields after the command, which stands in brackets and may hold any character.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const state = fields[0];
    if (state === 'Z' || state === 'X') return { born: 'ended' };
    return { born: `${boot}/${fields[19]}` };
  } catch {
    return {};
  }
}

/** True while a process of this or another machine holds the run. */
export async function isLocked(directory: string): Promise<boolean> {
  const found = await readFile(join(directory, LOCK), 'utf8').catch(() => undefined);
  if (found === undefined) return false;
  const holder = parse(found);
  return holder === undefined || holder.host !== hostname() || (await lives(holder));
}
