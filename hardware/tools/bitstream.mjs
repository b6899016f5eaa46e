// The iCEBreaker's bitstream as a file, ready to flash.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bitstream } from './icebreaker.mjs';
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
