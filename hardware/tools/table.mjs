// The table of what the iCEBreaker's bitstream takes: made anew from the sources and compared, or written.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildIcebreaker, icebreakerFiles, SEEDS, versions } from './icebreaker.mjs';
import { cacheFolder, hashOf, inHardware } from './workspace.mjs';

const path = 'boards/icebreaker/table.md';

/**
 * `table` compares, `table --write` writes; both place and route with five seeds unless the same
 * sources were built on this machine before.
 *
 * @param {readonly string[]} args
 * @returns {Promise<import('./run.mjs').Result>}
 */
export async function tableCommand(args) {
  const table = await makeTable();
  if (args.includes('--write')) {
    writeFileSync(inHardware(path), table);
    return { ok: true, detail: table };
  }
  const committed = existsSync(inHardware(path)) ? readFileSync(inHardware(path), 'utf8') : '';
  const ok = committed === table;
  const next = 'Where the change is meant, write it: npm run hardware -- table --write';
  return { ok, detail: ok ? table : `${path} is not what the sources give:\n${table}\n${next}` };
}

async function makeTable() {
  const key = hashOf(icebreakerFiles(), [JSON.stringify(versions()), 'table 2']).slice(0, 16);
  const kept = join(cacheFolder('tables'), key);
  if (existsSync(kept)) return readFileSync(kept, 'utf8');
  const rows = await buildIcebreaker(SEEDS);
  const worst = Math.min(...rows.map(({ fmax }) => fmax));
  const [first] = rows;
  if (first === undefined) throw new Error('no seed was built');
  const share = (/** @type {{ used: number, available: number }} */ { used, available }) =>
    `${used} of ${available} (${Math.round((100 * used) / available)} %)`;
  const table = `# What the iCEBreaker's bitstream takes

Link, power poller and services; the tensor machine does not fit beside them. Made by \`npm run hardware -- table --write\` with
${Object.entries(versions())
  .map(([name, version]) => `${name} ${version}`)
  .join(' and ')}, compared by \`npm run hardware -- table\`. The clock is 30 MHz.

| resource | used |
|---|---|
| logic cells | ${share(first.cells)} |
| flip-flops | ${first.flipFlops} |
| block RAMs (EBR) | ${share(first.ram)} |
| DSPs (SB_MAC16) | ${share(first.dsp)} |
| SPRAMs | ${share(first.spram)} |

| seed | Fmax, MHz |
|---|---|
${rows.map(({ seed, fmax }) => `| ${seed} | ${fmax.toFixed(2)} |`).join('\n')}
| worst | ${worst.toFixed(2)} |
`;
  writeFileSync(kept, table);
  return table;
}
