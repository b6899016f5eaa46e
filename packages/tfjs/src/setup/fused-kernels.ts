import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Our own kernels, which the wheel way links into the binding. */
export const FUSED_KERNELS = fileURLToPath(
  new URL('../../native/fused-kernels.cc', import.meta.url),
);

/** Vectorised, yet each operation rounded by itself, as in kernels that do one each. */
export const fusedCompileFlags = [
  '-O3',
  '-ffp-contract=off',
  '-fno-trapping-math',
  '-fno-math-errno',
];

/** The file wraps this function of the library. */
export const fusedLinkFlags = ['-Wl,--wrap=TFE_OpSetAttrString'];

/** Names builds, so that other kernels make another build. */
export function fusedKernelsDigest(): string {
  return createHash('sha256').update(readFileSync(FUSED_KERNELS)).digest('hex').slice(0, 8);
}
