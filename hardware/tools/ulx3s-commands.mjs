// The ULX3S's bitstream, and the table of what it takes.
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { atMost, seedsOf, wholeNumber } from './arguments.mjs';
import { clockTable, shareOf } from './figures.mjs';
import { NEXTPNR, NEXTPNR_VERSION } from './nextpnr-ecp5.mjs';
import { routeUlx3s, synthesise, yosysMissing } from './ulx3s.mjs';
import { cacheFolder, inHardware } from './workspace.mjs';

const path = 'boards/ulx3s/table.md';
/** Before the seeds, which may be of sources of before: the key of theirs. */
const SOURCES = 'Sources of the clocks: ';

/**
 * `ulx3s` compares the sizes of synthesis with the table, `ulx3s --write` writes them; `ulx3s --write <seed> ...` writes the
 * clocks of these seeds, too, which takes tens of minutes each. `ulx3s --fits` only looks whether the part is large enough.
 *
 * @param {readonly string[]} args
 * @returns {Promise<import('./run.mjs').Result>}
 */
export async function ulx3sCommand(args) {
  const seeds = seedsOf(args.filter((arg) => arg !== '--write' && arg !== '--fits'));
  const skipped = await yosysMissing();
  if (skipped !== undefined) return { ok: true, skipped, detail: '' };
  const synthesis = await synthesise();
  const fits = synthesis.uses.every(({ used, available }) => used > 0 && used <= available);
  if (args.includes('--fits')) return { ok: fits, detail: sizesOf(synthesis) };
  const committed = existsSync(inHardware(path)) ? readFileSync(inHardware(path), 'utf8') : '';
  const kept = committed.indexOf(SOURCES);
  const clocks =
    seeds.length > 0 ? await clocksOf(synthesis, seeds) : kept < 0 ? '' : committed.slice(kept);
  const table = tableOf(synthesis) + clocks;
  if (args.includes('--write')) writeFileSync(inHardware(path), table);
  else if (table !== committed) {
    const next = `npm run hardware -- ${['ulx3s', '--write', ...seeds].join(' ')}`;
    const detail = `${path} is not what the sources give:\n${table}\nWhere the change is meant, write it: ${next}`;
    return { ok: false, detail };
  }
  const old = clocks.startsWith(SOURCES + synthesis.key)
    ? ''
    : `\n${clocks === '' ? 'There are no clocks yet' : 'The clocks are of sources of before'}: npm run hardware -- ulx3s --write 1 2`;
  return { ok: fits, detail: `${table}${old}` };
}

/** @param {import('./ulx3s.mjs').Synthesis} synthesis */
const tableOf = (synthesis) => `# What the ULX3S's bitstream takes

Link, poller and tensor machine of 64 products a cycle, on an LFE5U-85F of speed grade 6. Sizes are of synthesis, as ${synthesis.yosys}
counts them, made by \`npm run hardware -- ulx3s --write\` and compared by \`npm run hardware -- ulx3s\`.

${sizesOf(synthesis)}
`;

/** @param {import('./ulx3s.mjs').Synthesis} synthesis */
const sizesOf = ({ uses }) => `| resource | used |
|---|---|
${uses.map((use) => `| ${use.what} | ${shareOf(use)} |`).join('\n')}
`;

/**
 * @param {import('./ulx3s.mjs').Synthesis} synthesis
 * @param {readonly number[]} seeds
 */
async function clocksOf({ key }, seeds) {
  const rows = [];
  for (const seed of seeds) rows.push(await routeUlx3s(key, seed));
  return `${SOURCES}${key}; placed and routed by ${NEXTPNR} ${NEXTPNR_VERSION} with
\`npm run hardware -- ulx3s --write ${seeds.join(' ')}\`. The PLL gives ${rows[0]?.wanted.toFixed(0)} MHz.

${clockTable(rows)}`;
}

/**
 * `ulx3s-bitstream [seed]`: the file's path and its highest clock; tens of minutes.
 *
 * @param {readonly string[]} args
 * @returns {Promise<import('./run.mjs').Result>}
 */
export async function ulx3sBitstream(args) {
  atMost(args, 1);
  const seed = wholeNumber('The seed', args[0] ?? '1');
  const skipped = await yosysMissing();
  if (skipped !== undefined) return { ok: true, skipped, detail: '' };
  const { key } = await synthesise();
  const built = await routeUlx3s(key, seed);
  const file = join(cacheFolder('bitstreams'), 'ulx3s.bit');
  copyFileSync(built.path, file);
  return {
    ok: built.fmax >= built.wanted,
    detail: `${file}\n${built.fmax.toFixed(2)} MHz, ${built.wanted.toFixed(2)} needed`,
  };
}
