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
  const needed = ['EHXPLLL', 'DP16KD', 'TRELLIS_FF', 'LUT4'];
  const detail = Object.entries(counts)
    .map(([type, count]) => `${type} ${count}`)
    .join(', ');
  return { ok: needed.every((type) => (counts[type] ?? 0) > 0), detail };
}
