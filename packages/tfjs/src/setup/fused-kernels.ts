import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Source } from './compile.ts';
import { ONEDNN_VERSION } from './pins.ts';

const folder = fileURLToPath(new URL('../../native', import.meta.url));

/** Our own kernels, which the wheel way links into the binding: C++ sources and the headers they share. */
export const fusedKernels = readdirSync(folder)
  .toSorted()
  .map((name) => join(folder, name));

const flags = [
  // Vectorised, yet each operation rounded by itself, as in kernels that do one each.
  ...['-O3', '-ffp-contract=off', '-fno-trapping-math', '-fno-math-errno', '-fopenmp'],
  // TensorFlow has symbols of the same names for its own copy of oneDNN.
  ...['-fvisibility=hidden', '-fvisibility-inlines-hidden'],
];

/** What is compiled where oneDNN is there, or is not. */
export const fusedSources = (hasOneDnn: boolean): readonly Source[] =>
  fusedKernels
    .filter((path) => path.endsWith('.cc') && (hasOneDnn || !basename(path).startsWith('onednn')))
    .map((path) => ({ path, flags }));

/** Functions of the library that `list-attributes.cc` and `held-signals.cc` wrap. */
const wrapped = ['TFE_OpSetAttrString', 'TFE_NewContext', 'TFE_Execute'];
export const fusedLinkFlags = [...wrapped.map((name) => `-Wl,--wrap=${name}`), '-fopenmp'];

/** Names builds, so that other kernels make another build. */
export function fusedKernelsDigest(): string {
  const hash = createHash('sha256').update(ONEDNN_VERSION);
  for (const path of fusedKernels) hash.update(readFileSync(path));
  return hash.digest('hex').slice(0, 8);
}
