// The checklist: `npm run check` runs all of it, `npm run check -- types lint` only what is named.
// The last line is `N passed, N failed, N skipped`; a skipped check says why.
import { checks } from './checks/checks.mjs';
import { install } from './steps/install.mjs';
import { checkNodeVersion } from './steps/node-version.mjs';
import { runTool, StepError, say, since } from './steps/say.mjs';

await runTool(async () => {
  checkNodeVersion();
  await install();
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const { name, title, look } of chosen(process.argv.slice(2))) {
    const start = performance.now();
    for (const { ok, skipped, detail } of await safely(look)) {
      const state = skipped ? 'skipped' : ok ? 'passed' : 'failed';
      counts[state] += 1;
      const mark = { passed: 'ok  ', failed: 'FAIL', skipped: 'skip' }[state];
      say(`${mark} ${name.padEnd(14)}${title}, ${since(start)}${skipped ? `: ${skipped}` : ''}`);
      if (!ok && !skipped && detail) say(detail.trim().replace(/^/gm, '     | '));
    }
  }
  say(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  return counts.failed > 0 ? 1 : 0;
});

/**
 * A check that breaks has failed; the others still run.
 * @param {import('./checks/checks.mjs').Check['look']} look
 */
async function safely(look) {
  try {
    return await look();
  } catch (error) {
    const detail = error instanceof Error ? error.stack : String(error);
    return [{ ok: false, skipped: undefined, detail }];
  }
}

/** @param {readonly string[]} names */
function chosen(names) {
  const known = checks.map(({ name }) => name);
  const wrong = names.find((name) => !known.includes(name));
  if (wrong !== undefined) {
    throw new StepError(`There is no check "${wrong}".`, `Known: ${known.join(', ')}.`);
  }
  return names.length === 0 ? checks : checks.filter(({ name }) => names.includes(name));
}
