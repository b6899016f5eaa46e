import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Source } from './compile.ts';

const folder = fileURLToPath(new URL('../../native', import.meta.url));

/** Our own kernels, which the wheel way links into the binding: C++ sources and the headers they share. */
export const fusedKernels = readdirSync(folder)
  .toSorted()
  .map((name) => join(folder, name));

// Vectorised, yet each operation rounded by itself, as in kernels that do one each.
const flags = ['-O3', '-ffp-contract=off', '-fno-trapping-math', '-fno-math-errno'];

export const fusedSources: readonly Source[] = fusedKernels
  .filter((path) => path.endsWith('.cc'))
  .map((path) => ({ path, flags }));

/** `list-attributes.cc` wraps this function of the library. */
export const fusedLinkFlags = ['-Wl,--wrap=TFE_OpSetAttrString'];

/** Names builds, so that other kernels make another build. */
export function fusedKernelsDigest(): string {
  const hash = createHash('sha256');
  for (const path of fusedKernels) hash.update(readFileSync(path));
  return hash.digest('hex').slice(0, 8);
}
