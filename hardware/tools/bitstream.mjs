// The iCEBreaker's bitstream as a file, ready to flash.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bitstream, buildIcebreaker } from './icebreaker.mjs';
import { cacheFolder } from './workspace.mjs';

/**
 * `bitstream [seed]`: the file's path and its highest clock.
 *
 * @param {readonly string[]} args
 * @returns {Promise<import('./run.mjs').Result>}
 */
export async function bitstreamCommand([seed = '1']) {
  const { bytes, report } = await bitstream(Number(seed));
  const path = join(cacheFolder('bitstreams'), 'icebreaker.bin');
  writeFileSync(path, bytes);
  const [clock] = Object.values(report.fmax);
  return {
    ok: clock.achieved >= clock.constraint,
    detail: `${path}\n${clock.achieved.toFixed(2)} MHz, ${clock.constraint} needed`,
  };
}

/**
 * `machine [seed ...]`: what the tensor machine alone takes of the UP5K, and its clock. It is no bitstream to flash:
 * behind its UART there is no link. Minutes for each seed.
 *
 * @param {readonly string[]} args
 * @returns {Promise<import('./run.mjs').Result>}
 */
export async function machineCommand(args) {
  const seeds = args.length > 0 ? args.map(Number) : [1];
  const rows = await buildIcebreaker(seeds, ['PJ_MACHINE']);
  const uses = rows.map(
    ({ seed, cells, flipFlops, ram, dsp, spram, fmax }) =>
      `seed ${seed}: ${cells.used} of ${cells.available} cells, ${flipFlops} flip-flops, ${ram.used} EBR, ` +
      `${dsp.used} DSPs, ${spram.used} SPRAMs, ${fmax.toFixed(2)} MHz`,
  );
  return { ok: true, detail: uses.join('\n') };
}
