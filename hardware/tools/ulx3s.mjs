// Synthesis for the ULX3S with the npm package of yosys. Placement and routing take minutes: see README.md.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { rtlBelow } from './modules.mjs';
import { buildOf, inHardware } from './workspace.mjs';

const top = 'boards/ulx3s/ulx3s.sv';

/** @returns {Promise<import('./run.mjs').Result>} */
export async function synthesiseUlx3s() {
  const { runYosys } = await import('@yowasp/yosys');
  const files = [...rtlBelow([top]), top];
  const tree = Object.fromEntries(
    files.map((file) => [basename(file), readFileSync(inHardware(file))]),
  );
  const script = [
    `read_verilog -sv -DPJ_BUILD=128'h${buildOf(files)} ${files.map((file) => basename(file)).join(' ')}`,
    'synth_ecp5 -abc9 -top ulx3s -json ulx3s.json',
  ].join('\n');
  const made = await runYosys(
    ['-q', 'script.ys'],
    { ...tree, 'script.ys': script },
    {
      stdout: () => {},
      stderr: () => {},
    },
  );
  const netlist = JSON.parse(
    Buffer.from(/** @type {Uint8Array} */ (made?.['ulx3s.json'])).toString(),
  );
  /** @type {Record<string, number>} */
  const counts = {};
  for (const { type } of Object.values(netlist.modules.ulx3s.cells)) {
    counts[type] = (counts[type] ?? 0) + 1;
  }
  const uses = usesOf(counts);
  const lines = uses.map(
    ({ what, used, available }) =>
      `${what}: ${used} of ${available} (${((100 * used) / available).toFixed(1)} %)`,
  );
  return {
    ok: counts.EHXPLLL === 1 && uses.every(({ used, available }) => used > 0 && used <= available),
    detail: `${lines.join('\n')}\nAs yosys counts, before placement.`,
  };
}

/**
 * What the cells take of an LFE5U-85F.
 *
 * @param {Readonly<Record<string, number>>} counts Of cells by type.
 */
function usesOf(counts) {
  const count = (/** @type {string} */ type) => counts[type] ?? 0;
  // A carry cell is two LUTs, a distributed RAM four.
  const luts = count('LUT4') + 2 * count('CCU2C') + 4 * count('TRELLIS_DPR16X4');
  return [
    { what: 'LUT4', used: luts, available: 83_640 },
    { what: 'flip-flops', used: count('TRELLIS_FF'), available: 83_640 },
    { what: 'multipliers (MULT18X18D)', used: count('MULT18X18D'), available: 156 },
    { what: 'block RAMs (DP16KD)', used: count('DP16KD') + count('PDPW16KD'), available: 208 },
  ];
}
