// The iCEBreaker's bitstream as a file, ready to flash.
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { atMost, wholeNumber } from './arguments.mjs';
import { buildIcebreaker } from './icebreaker.mjs';
import { cacheFolder } from './workspace.mjs';

/**
 * `bitstream [seed]`: the file's path and its highest clock.
 *
 * @param {readonly string[]} args
 * @returns {Promise<import('./run.mjs').Result>}
 */
export async function bitstreamCommand(args) {
  atMost(args, 1);
  const [built] = await buildIcebreaker([wholeNumber('The seed', args[0] ?? '1')]);
  if (built === undefined) throw new Error('nothing was built');
  const path = join(cacheFolder('bitstreams'), 'icebreaker.bin');
  copyFileSync(built.path, path);
  return {
    ok: built.fmax >= built.wanted,
    detail: `${path}\n${built.fmax.toFixed(2)} MHz, ${built.wanted.toFixed(2)} needed`,
  };
}
