// Synthesis, placement and routing for the iCEBreaker with the npm packages of YoWASP: no system packages.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { rtlBelow } from './modules.mjs';
import { buildOf, cacheFolder, hashOf, inHardware } from './workspace.mjs';

/** Seeds of placement that the table holds. */
export const SEEDS = [1, 2, 3, 4, 5];
const TOP = 'icebreaker';
const top = 'boards/icebreaker/icebreaker.sv';
const pins = 'boards/icebreaker/icebreaker.pcf';
/** Of the clock, MHz. */
export const MHZ = 30;

/**
 * @typedef {{ used: number, available: number }} Use
 * @typedef {object} Row
 * @property {number} seed
 * @property {string} path Of the bitstream.
 * @property {number} fmax MHz.
 * @property {Use} cells
 * @property {Use} ram
 * @property {Use} dsp
 * @property {Use} spram
 * @property {number} flipFlops
 */

/** Modules and pins of the bitstream, packages first. */
export const icebreakerFiles = () => [...rtlBelow([top]), top, pins];

/** @param {string} name Of an npm package that YoWASP made. */
function packageVersion(name) {
  const entry = createRequire(import.meta.url).resolve(name);
  const manifest = `${entry.slice(0, entry.lastIndexOf('/gen/'))}/package.json`;
  return /** @type {string} */ (JSON.parse(readFileSync(manifest, 'utf8')).version);
}

/** Versions of the tools, which the figures depend on. */
export const versions = () =>
  Object.fromEntries(
    ['@yowasp/yosys', '@yowasp/nextpnr-ice40'].map((name) => [name, packageVersion(name)]),
  );

const quiet = { stdout: () => {}, stderr: () => {} };

/**
 * What yosys is told.
 *
 * @param {readonly string[]} files
 * @param {readonly string[]} defines
 */
function scriptOf(files, defines) {
  const modules = files.filter((file) => file.endsWith('.sv')).map((file) => basename(file));
  const options = defines.map((define) => `-D${define} `).join('');
  return [
    `read_verilog -sv -DPJ_ICE40 ${options}-DPJ_BUILD=128'h${buildOf(files)} ${modules.join(' ')}`,
    `synth_ice40 -abc9 -device u -top ${TOP} -json ${TOP}.json`,
  ].join('\n');
}

/** @param {number} seed */
const placerArguments = (seed) => [
  ...['--up5k', '--package', 'sg48', '--json', 'in.json', '--pcf', 'in.pcf', '--asc', 'out.asc'],
  ...['--freq', String(MHZ), '--seed', String(seed), '--timing-allow-fail'],
  ...['--report', 'report.json', '-q'],
];

/**
 * Netlist as JSON.
 *
 * @param {readonly string[]} files
 * @param {string} script
 */
async function synthesise(files, script) {
  const { runYosys } = await import('@yowasp/yosys');
  const tree = Object.fromEntries(
    files.map((file) => [basename(file), readFileSync(inHardware(file))]),
  );
  const made = await runYosys(['-q', 'script.ys'], { ...tree, 'script.ys': script }, quiet);
  return Buffer.from(/** @type {Uint8Array} */ (made?.[`${TOP}.json`]));
}

/**
 * Places, routes and packs.
 *
 * @param {Buffer} netlist
 * @param {number} seed
 */
async function placeAndRoute(netlist, seed) {
  const { runIcepack, runNextpnrIce40 } = await import('@yowasp/nextpnr-ice40');
  const tree = { 'in.json': netlist, 'in.pcf': readFileSync(inHardware(pins)) };
  const routed = await runNextpnrIce40(placerArguments(seed), tree, quiet);
  const report = Buffer.from(/** @type {Uint8Array} */ (routed?.['report.json']));
  const asc = /** @type {Uint8Array} */ (routed?.['out.asc']);
  const packed = await runIcepack(['out.asc', 'out.bin'], { 'out.asc': asc }, quiet);
  return {
    report: JSON.parse(report.toString()),
    bitstream: /** @type {Uint8Array} */ (packed?.['out.bin']),
  };
}

/**
 * One row a seed, and its bitstream; made once for the same sources and tools.
 *
 * @param {readonly number[]} seeds
 * @param {readonly string[]} [defines] `PJ_MACHINE`: the tensor machine alone.
 * @returns {Promise<Row[]>}
 */
export async function buildIcebreaker(seeds, defines = []) {
  const files = icebreakerFiles();
  const script = scriptOf(files, defines);
  const tools = JSON.stringify(versions());
  let netlist;
  const rows = [];
  for (const seed of seeds) {
    const key = hashOf(files, [tools, script, ...placerArguments(seed)]).slice(0, 16);
    const path = join(cacheFolder('icebreaker'), `${key}.bin`);
    const kept = join(cacheFolder('icebreaker'), `${key}.json`);
    if (!existsSync(kept)) {
      netlist ??= await synthesise(files, script);
      const cells = Object.values(JSON.parse(netlist.toString()).modules[TOP].cells);
      const { report, bitstream } = await placeAndRoute(netlist, seed);
      const { utilization, fmax } = report;
      const row = {
        fmax: Math.min(...Object.values(fmax).map(({ achieved }) => achieved)),
        cells: utilization.ICESTORM_LC,
        ram: utilization.ICESTORM_RAM,
        dsp: utilization.ICESTORM_DSP,
        spram: utilization.ICESTORM_SPRAM,
        flipFlops: cells.filter(({ type }) => String(type).startsWith('SB_DFF')).length,
      };
      writeFileSync(path, bitstream);
      writeFileSync(kept, JSON.stringify(row));
    }
    rows.push({ seed, path, ...JSON.parse(readFileSync(kept, 'utf8')) });
  }
  return rows;
}
