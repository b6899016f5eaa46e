// Runs one reproduction and compares it with the committed results, as the Nx target `reproduce`.
// Where neither code nor data changed since the committed results, it does not run, unless told to
// with `--again`. `--update` replaces the committed figures. A stopped run resumes; changed code
// starts a new one.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brokenClaims } from './reproductions/claims.mjs';
import {
  inputsPath,
  readReproduction,
  reproductionNames,
} from './reproductions/committed-results.mjs';
import { fingerprint } from './reproductions/fingerprint.mjs';
import { build } from './steps/build.mjs';
import { install } from './steps/install.mjs';
import { pj } from './steps/native.mjs';
import { checkNodeVersion } from './steps/node-version.mjs';
import { runNode } from './steps/run.mjs';
import { runTool, StepError, say } from './steps/say.mjs';
import { root } from './steps/workspace.mjs';

await runTool(async () => {
  checkNodeVersion();
  const [name = '', ...options] = process.argv.slice(2);
  const names = reproductionNames();
  if (!names.includes(name)) {
    throw new StepError(`There is no reproduction "${name}".`, `Known: ${names.join(', ')}.`);
  }
  const inputs = fingerprint();
  const committed = readReproduction(name);
  const unchanged = committed.results !== undefined && committed.inputs?.fingerprint === inputs;
  if (unchanged && options.length === 0) {
    say(`${name}: code and data are those of the committed results; --again runs it all the same`);
    return report(brokenClaims(committed.claims, committed.results?.values ?? {}));
  }
  await install();
  await build();
  const forPj = options.filter((option) => option !== '--again');
  const folder = `runs/reproduce-${name}-${inputs}`;
  const { code } = await runNode([pj, 'reproduce', name, '--folder', folder, ...forPj]);
  if (options.includes('--update') && code === 0) {
    const record = `${JSON.stringify({ fingerprint: inputs }, null, 2)}\n`;
    writeFileSync(join(root, inputsPath(name)), record);
  }
  const { claims, results } = readReproduction(name);
  const broken = results === undefined ? [] : brokenClaims(claims, results.values);
  return report(broken) || code;
});

/** @param {readonly string[]} broken */
function report(broken) {
  for (const line of broken) say(`DOES NOT HOLD: ${line}`);
  return broken.length === 0 ? 0 : 1;
}
