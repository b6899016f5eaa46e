// Synthesis, placement and routing for the iCEBreaker with the npm packages of YoWASP: no system packages.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { rtlBelow } from './modules.mjs';
import { buildOf, inHardware } from './workspace.mjs';

/** Seeds of placement that the table holds. */
export const SEEDS = [1, 2, 3, 4, 5];
const TOP = 'icebreaker';
const top = 'boards/icebreaker/icebreaker.sv';
const pins = 'boards/icebreaker/icebreaker.pcf';
const MHZ = 30;

/**
 * @typedef {{ used: number, available: number }} Use
 * @typedef {object} Row
 * @property {number} seed
 * @property {number} fmax MHz.
 * @property {Use} cells
 * @property {Use} ram
 * @property {Use} dsp
 * @property {Use} spram
 * @property {number} flipFlops
 */

/** Modules and pins of the bitstream, packages first. */
export const icebreakerFiles = () => [...rtlBelow([top]), top, pins];

/** Versions of the tools, which the figures depend on. */
export function versions() {
  const require = createRequire(import.meta.url);
  const names = ['@yowasp/yosys', '@yowasp/nextpnr-ice40'];
  return Object.fromEntries(
    names.map((name) => {
      const entry = require.resolve(name);
      const manifest = readFileSync(
        `${entry.slice(0, entry.lastIndexOf('/gen/'))}/package.json`,
        'utf8',
      );
      return [name, JSON.parse(manifest).version];
    }),
  );
}

/** Netlist as JSON. @param {readonly string[]} defines */
async function synthesise(defines = []) {
  const { runYosys } = await import('@yowasp/yosys');
  const files = icebreakerFiles();
  const tree = Object.fromEntries(
    files.map((file) => [basename(file), readFileSync(inHardware(file))]),
  );
  const modules = files.filter((file) => file.endsWith('.sv')).map((file) => basename(file));
  const script = [
    `read_verilog -sv -DPJ_ICE40 ${defines.map((define) => `-D${define} `).join('')}-DPJ_BUILD=128'h${buildOf(files)} ${modules.join(' ')}`,
    `synth_ice40 -abc9 -device u -top ${TOP} -json ${TOP}.json`,
  ].join('\n');
  const made = await runYosys(['-q', 'script.ys'], { ...tree, 'script.ys': script }, quiet);
  return Buffer.from(/** @type {Uint8Array} */ (made?.[`${TOP}.json`]));
}

const quiet = { stdout: () => {}, stderr: () => {} };

/**
 * Places and routes one seed.
 *
 * @param {Buffer} netlist
 * @param {number} seed
 */
export async function placeAndRoute(netlist, seed) {
  const { runNextpnrIce40 } = await import('@yowasp/nextpnr-ice40');
  const args = [
    ...['--up5k', '--package', 'sg48', '--json', 'in.json', '--pcf', 'in.pcf', '--asc', 'out.asc'],
    ...[
      '--freq',
      String(MHZ),
      '--seed',
      String(seed),
      '--timing-allow-fail',
      '--report',
      'report.json',
      '-q',
    ],
  ];
  const tree = { 'in.json': netlist, 'in.pcf': readFileSync(inHardware(pins)) };
  const made = await runNextpnrIce40(args, tree, quiet);
  const report = JSON.parse(
    Buffer.from(/** @type {Uint8Array} */ (made?.['report.json'])).toString(),
  );
  return { report, asc: /** @type {Uint8Array} */ (made?.['out.asc']) };
}

/**
 * One row a seed.
 *
 * @param {readonly number[]} seeds
 * @param {readonly string[]} [defines] `PJ_MACHINE`: the tensor machine alone.
 * @returns {Promise<Row[]>}
 */
export async function buildIcebreaker(seeds, defines) {
  const netlist = await synthesise(defines);
  const cells = Object.values(JSON.parse(netlist.toString()).modules[TOP].cells);
  const flipFlops = cells.filter(({ type }) => String(type).startsWith('SB_DFF')).length;
  const rows = [];
  for (const seed of seeds) {
    const { report } = await placeAndRoute(netlist, seed);
    const { utilization, fmax } = report;
    rows.push({
      seed,
      fmax: Math.min(...Object.values(fmax).map(({ achieved }) => achieved)),
      cells: utilization.ICESTORM_LC,
      ram: utilization.ICESTORM_RAM,
      dsp: utilization.ICESTORM_DSP,
      spram: utilization.ICESTORM_SPRAM,
      flipFlops,
    });
  }
  return rows;
}

/** The bitstream of a seed. @param {number} seed */
export async function bitstream(seed) {
  const { runIcepack } = await import('@yowasp/nextpnr-ice40');
  const { asc, report } = await placeAndRoute(await synthesise(), seed);
  const made = await runIcepack(['out.asc', 'out.bin'], { 'out.asc': asc }, quiet);
  return { bytes: /** @type {Uint8Array} */ (made?.['out.bin']), report };
}
