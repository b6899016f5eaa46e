// The committed results must hold what they state; and what was made by other code than today's is
// made again and compared, where CI has the time.
import {
  brokenClaims,
  committedFingerprint,
  reproductionNames,
  runsInCi,
} from '../reproductions/committed-results.mjs';
import { fingerprint } from '../reproductions/fingerprint.mjs';
import { build } from '../steps/build.mjs';
import { setUpNative } from '../steps/native.mjs';
import { runNode } from '../steps/run.mjs';
import { readJson } from '../steps/workspace.mjs';

/** @returns {Promise<import('./checks.mjs').Finding[]>} */
export async function look() {
  await build();
  const findings = [];
  for (const name of reproductionNames()) {
    const made = committedFingerprint(name);
    if (made === undefined) {
      const missing = `${name}: no results are committed`;
      findings.push(
        runsInCi(name) ? { ok: false, detail: missing } : { ok: true, skipped: `${missing} yet` },
      );
      continue;
    }
    const broken = await brokenClaims(name);
    findings.push({ ok: broken.length === 0, detail: broken.join('\n') });
    findings.push(made === fingerprint(name) ? unchanged(name) : await again(name));
  }
  return findings;
}

/** @param {string} name */
const unchanged = (name) => ({
  ok: true,
  skipped: `${name} is not run again: code and data are those of its committed results`,
});

/**
 * @param {string} name
 * @returns {Promise<import('./checks.mjs').Finding>}
 */
async function again(name) {
  const target = `reproduce-${name}:reproduce`;
  if (!runsInCi(name)) {
    const skipped = `${name} has changed and takes longer than CI has: npx nx run ${target}`;
    return { ok: true, skipped };
  }
  if (!(await setUpNative())) {
    return { ok: true, skipped: `${name} has changed, and there is no fast backend to run it on` };
  }
  const nx = `node_modules/nx/${readJson('node_modules/nx/package.json').bin.nx}`;
  const { code, output } = await runNode([nx, 'run', target], { capture: true });
  return { ok: code === 0, detail: output };
}
