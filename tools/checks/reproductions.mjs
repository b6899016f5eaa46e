// The committed results must hold what they state. They are not made again here: that takes longer
// than CI has (`npm run reproduce`).
import { brokenClaims } from '../reproductions/claims.mjs';
import { readReproduction, reproductionNames } from '../reproductions/committed-results.mjs';
import { fingerprint } from '../reproductions/fingerprint.mjs';

/** @returns {Promise<import('./checks.mjs').Finding[]>} */
export async function look() {
  const now = fingerprint();
  return reproductionNames().flatMap((name) => {
    const { claims, results, inputs } = readReproduction(name);
    if (results === undefined) return [{ ok: true, skipped: `${name}: no results are committed` }];
    const broken = brokenClaims(claims, results.values);
    const rerun = `npx nx run reproduce-${name}:reproduce`;
    const why =
      inputs?.fingerprint === now
        ? 'its code and data are those of the committed results'
        : `its code or data changed since the committed results; it takes too long for CI: ${rerun}`;
    return [
      { ok: broken.length === 0, detail: broken.map((line) => `${name}: ${line}`).join('\n') },
      { ok: true, skipped: `${name} is not run again: ${why}` },
    ];
  });
}
