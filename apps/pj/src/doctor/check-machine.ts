import { arch, availableParallelism, cpus, freemem, platform, totalmem } from 'node:os';
import type { Finding } from './checks.ts';

const OLDEST_NODE = [20, 19] as const;
const GIGABYTE = 1e9;
/** The quickstart's peak stays below this with the native backend. */
const ENOUGH_MEMORY = 4 * GIGABYTE;

export async function checkNode(): Promise<Finding> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const ok = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  const found = `${process.versions.node} on ${platform()} ${arch()}`;
  return ok
    ? { ok, found }
    : { ok, found, next: `Install Node.js ${OLDEST_NODE.join('.')} or later.` };
}

export async function checkProcessor(): Promise<Finding> {
  const cores = availableParallelism();
  const model = cpus()[0]?.model.trim() ?? 'unknown model';
  const found = `${cores} ${cores === 1 ? 'core' : 'cores'}, ${model}`;
  return cores >= 2
    ? { ok: true, found }
    : { ok: false, found, next: 'Runs take about twice as long as stated: two cores are assumed.' };
}

export async function checkMemory(): Promise<Finding> {
  // A container may allow less than the machine has; 0 and huge numbers mean no limit.
  const limit = process.constrainedMemory();
  const total = limit > 0 && limit < totalmem() ? limit : totalmem();
  const found = `${(total / GIGABYTE).toFixed(1)} GB, ${(freemem() / GIGABYTE).toFixed(1)} GB free`;
  return total >= ENOUGH_MEMORY
    ? { ok: true, found }
    : { ok: false, found, next: 'Use smaller batches: the quickstart wants 4 GB.' };
}
