// The iCEBreaker's bitstream as a file, ready to flash.
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildIcebreaker, MHZ } from './icebreaker.mjs';
import { cacheFolder } from './workspace.mjs';

/**
 * `bitstream [seed]`: the file's path and its highest clock.
 *
 * @param {readonly string[]} args
 * @returns {Promise<import('./run.mjs').Result>}
 */
export async function bitstreamCommand([seed = '1']) {
  const [built] = await buildIcebreaker([Number(seed)]);
  if (built === undefined) throw new Error('nothing was built');
  const path = join(cacheFolder('bitstreams'), 'icebreaker.bin');
  copyFileSync(built.path, path);
  return {
    ok: built.fmax >= MHZ,
    detail: `${path}\n${built.fmax.toFixed(2)} MHz, ${MHZ} needed`,
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
