import { access, constants, statfs } from 'node:fs/promises';
import { makeFolder } from '@picojoule/lab/make-folder';
import { reasonOf } from '../errors.ts';
import type { Finding, Surroundings } from './checks.ts';

/** The wheel, its unpacked libraries, and room to compile. */
const ENOUGH_SPACE = 2e9;

export async function checkCache({ cache }: Surroundings): Promise<Finding> {
  try {
    makeFolder(cache);
    await access(cache, constants.W_OK);
    const { bavail, bsize } = await statfs(cache);
    const free = bavail * bsize;
    const found = `${cache}, ${(free / 1e9).toFixed(1)} GB free`;
    return free >= ENOUGH_SPACE
      ? { ok: true, found }
      : { ok: false, found, next: 'Free some space: setting up the fast backend takes 2 GB.' };
  } catch (error) {
    const next = 'Set XDG_CACHE_HOME to a folder that can be written.';
    return { ok: false, found: reasonOf(error), next };
  }
}
