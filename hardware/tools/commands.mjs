// What `npm run hardware -- <name>` knows.

import { atMost } from './arguments.mjs';
import { bitstreamCommand } from './bitstream.mjs';
import { configurationOf } from './configurations.mjs';
import { drawModules } from './drawings.mjs';
import { proveAll } from './formal.mjs';
import { testLink } from './link-test.mjs';
import { lintAll } from './lint.mjs';
import { runRandomPrograms } from './random-programs.mjs';
import { setUp } from './setup.mjs';
import { buildSimulator } from './simulator.mjs';
import { tableCommand } from './table.mjs';
import { runTestbenches } from './testbenches.mjs';
import { compareSteps } from './training-steps.mjs';
import { ulx3sBitstream, ulx3sCommand } from './ulx3s-commands.mjs';
import { verilatorMissing } from './verilator.mjs';

/** @type {Record<string, (args: readonly string[]) => Promise<import('./run.mjs').Result>>} */
export const commands = {
  lint: alone(lintAll),
  formal: alone(proveAll),
  tb: runTestbenches,
  random: runRandomPrograms,
  link: testLink,
  steps: compareSteps,
  sim: buildSim,
  drawings: drawModules,
  table: tableCommand,
  bitstream: bitstreamCommand,
  ulx3s: ulx3sCommand,
  'ulx3s-bitstream': ulx3sBitstream,
  setup: alone(setUp),
};

/**
 * A command without arguments.
 *
 * @param {() => Promise<import('./run.mjs').Result>} command
 * @returns {(args: readonly string[]) => Promise<import('./run.mjs').Result>}
 */
function alone(command) {
  return (args) => {
    atMost(args);
    return command();
  };
}

/**
 * `sim [configuration]`
 *
 * @param {readonly string[]} args
 * @returns {Promise<import('./run.mjs').Result>}
 */
async function buildSim(args) {
  const [configuration, others] = configurationOf(args);
  atMost(others);
  const missing = await verilatorMissing();
  if (missing !== undefined) return { ok: false, detail: missing };
  return { ok: true, detail: await buildSimulator(configuration) };
}
