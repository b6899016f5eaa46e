// The table of what the iCEBreaker's bitstream takes: made anew from the sources and compared, or written.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { seedsOf } from './arguments.mjs';
import { clockTable, shareOf } from './figures.mjs';
import { buildIcebreaker, SEEDS } from './icebreaker.mjs';
import { inHardware } from './workspace.mjs';
import { yowaspVersions } from './yowasp.mjs';

const path = 'boards/icebreaker/table.md';

/**
 * `table` compares, `table --write` writes; both place and route with five seeds unless the same sources were built on
 * this machine before. `table <seed> ...` compares sizes and these seeds alone.
 *
 * @param {readonly string[]} args
 * @returns {Promise<import('./run.mjs').Result>}
 */
export async function tableCommand(args) {
  const named = seedsOf(args.filter((arg) => arg !== '--write'));
  if (args.includes('--write')) {
    const table = tableOf(await buildIcebreaker(SEEDS));
    writeFileSync(inHardware(path), table);
    return { ok: true, detail: table };
  }
  const rows = await buildIcebreaker(named.length > 0 ? named : SEEDS);
  const table = tableOf(rows);
  const committed = existsSync(inHardware(path)) ? readFileSync(inHardware(path), 'utf8') : '';
  if (named.length > 0 ? holds(committed, table) : committed === table) {
    const seeds = rows.map(({ seed, fmax }) => `seed ${seed}: ${fmax.toFixed(2)} MHz`).join(', ');
    return { ok: true, detail: `${path} holds what the sources give; ${seeds}` };
  }
  const next = 'Where the change is meant, write it: npm run hardware -- table --write';
  return { ok: false, detail: `${path} is not what the sources give:\n${table}\n${next}` };
}

/**
 * Whether a table has the lines of one of fewer seeds. Its worst is of its own.
 *
 * @param {string} committed
 * @param {string} table
 */
function holds(committed, table) {
  const lines = committed.split('\n');
  return table.split('\n').every((line) => line.startsWith('| worst') || lines.includes(line));
}

/** @param {readonly import('./icebreaker.mjs').Row[]} rows */
function tableOf(rows) {
  const [first] = rows;
  if (first === undefined) throw new Error('no seed was built');
  return `# What the iCEBreaker's bitstream takes

Link, power poller and tensor machine. Made by \`npm run hardware -- table --write\` with
${Object.entries(yowaspVersions())
  .map(([name, version]) => `${name} ${version}`)
  .join(
    ' and ',
  )}, compared by \`npm run hardware -- table\`. The PLL gives ${first.wanted.toFixed(0)} MHz.

| resource | used |
|---|---|
| logic cells | ${shareOf(first.cells)} |
| flip-flops | ${first.flipFlops} |
| block RAMs (EBR) | ${shareOf(first.ram)} |
| DSPs (SB_MAC16) | ${shareOf(first.dsp)} |
| SPRAMs | ${shareOf(first.spram)} |

${clockTable(rows)}`;
}
