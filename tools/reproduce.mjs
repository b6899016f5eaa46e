// Runs one reproduction and compares it with the committed results, as the Nx target `reproduce`.
// Where neither code nor data changed since the committed results, it does not run, unless told to
// with `--again`. `--update` replaces the committed figures. A stopped run resumes; changed code
// starts a new one.
import {
  brokenClaims,
  committedFingerprint,
  reproductionNames,
  writeFingerprint,
} from './reproductions/committed-results.mjs';
import { fingerprint } from './reproductions/fingerprint.mjs';
import { build } from './steps/build.mjs';
import { install } from './steps/install.mjs';
import { pj } from './steps/native.mjs';
import { checkNodeVersion } from './steps/node-version.mjs';
import { runNode } from './steps/run.mjs';
import { runTool, StepError, say } from './steps/say.mjs';

await runTool(async () => {
  checkNodeVersion();
  const [name = '', ...options] = process.argv.slice(2);
  const names = reproductionNames();
  if (!names.includes(name)) {
    throw new StepError(`There is no reproduction "${name}".`, `Known: ${names.join(', ')}.`);
  }
  await install();
  await build();
  const now = fingerprint(name);
  if (committedFingerprint(name) === now && options.length === 0) {
    say(`${name}: code and data are those of the committed results; --again runs it all the same`);
    return judge(name);
  }
  const forPj = options.filter((option) => option !== '--again');
  const folder = `runs/reproduce-${name}-${now}`;
  const { code } = await runNode([pj, 'reproduce', name, '--folder', folder, ...forPj]);
  if (!options.includes('--update') || code !== 0) return code;
  writeFingerprint(name, now);
  return judge(name);
});

/** @param {string} name */
async function judge(name) {
  const broken = await brokenClaims(name);
  for (const line of broken) say(`DOES NOT HOLD: ${line}`);
  return broken.length === 0 ? 0 : 1;
}
