// Synthesis, placement and routing for the iCEBreaker with the npm packages of YoWASP: no system packages.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { rtlBelow } from './modules.mjs';
import { buildOf, cacheFolder, dropNetlists, hashOf, inHardware } from './workspace.mjs';
import { runYowasp, yowaspVersions } from './yowasp.mjs';

/** Seeds of placement that the table holds. */
export const SEEDS = [1, 2, 3, 4, 5];
/** Picoseconds, as `doc/up5k.md` counts paths. */
const WIRE_DELAY = 2500;
const TOP = 'icebreaker';
const top = 'boards/icebreaker/icebreaker.sv';
const NETLIST = 'netlist.json';
const pins = 'boards/icebreaker/icebreaker.pcf';

/**
 * @typedef {{ used: number, available: number }} Use
 * @typedef {object} Row
 * @property {number} seed
 * @property {string} path Of the bitstream.
 * @property {number} fmax MHz.
 * @property {number} wanted MHz, of the PLL.
 * @property {Use} cells
 * @property {Use} ram
 * @property {Use} dsp
 * @property {Use} spram
 * @property {number} flipFlops
 */

/** What the bitstream is made of: modules, packages first, then pins. */
const files = () => [...rtlBelow([top]), top, pins];

/** What yosys is told. Its step `map_luts` is said out: `synth_ice40` counts 0.75 ns a wire and makes chains of LUTs longer than they may be. */
function scriptOf() {
  const modules = files().filter((file) => file.endsWith('.sv'));
  const names = modules.map((file) => basename(file)).join(' ');
  const synthesis = `synth_ice40 -abc9 -device u -top ${TOP}`;
  return [
    `read_verilog -sv -DPJ_ICE40 -DPJ_BUILD=128'h${buildOf(files())} ${names}`,
    `${synthesis} -run begin:map_luts`,
    'read_verilog -D ICE40_U -icells -lib -specify +/ice40/abc9_model.v',
    `abc9 -W ${WIRE_DELAY}`,
    'ice40_wrapcarry -unwrap',
    'techmap -map +/ice40/ff_map.v',
    'clean',
    'opt_lut -tech ice40',
    `${synthesis} -run map_cells: -json ${NETLIST}`,
  ].join('\n');
}

/** @param {number} seed */
const placerArguments = (seed) => [
  ...['--up5k', '--package', 'sg48', '--json', 'in.json', '--pcf', 'in.pcf', '--asc', 'out.asc'],
  ...['--seed', String(seed), '--timing-allow-fail', '--report', 'report.json', '-q'],
];

/**
 * One row a seed, and its bitstream. Made once for the same sources and tools, as many at a time as there are cores;
 * each takes minutes.
 *
 * @param {readonly number[]} seeds
 * @returns {Promise<Row[]>}
 */
export async function buildIcebreaker(seeds) {
  // Named now: the sources may be edited while they are placed.
  const places = seeds.map((seed) => ({ seed, path: pathOf(seed) }));
  const missing = places.filter(({ path }) => !existsSync(`${path}.json`));
  if (missing.length > 0) {
    const netlist = await netlistOf();
    const next = missing.values();
    const placers = Array.from({ length: availableParallelism() }, async () => {
      for (const { seed, path } of next) await placeAndRoute(netlist, seed, path);
    });
    await Promise.all(placers);
  }
  return places.map(({ seed, path }) => ({
    seed,
    path: `${path}.bin`,
    ...JSON.parse(readFileSync(`${path}.json`, 'utf8')),
  }));
}

/** @param {readonly string[]} what Else that matters. */
const keyOf = (...what) =>
  hashOf(files(), [JSON.stringify(yowaspVersions()), scriptOf(), ...what]).slice(0, 16);

/** Where a seed's row and bitstream are kept, without their ending. @param {number} seed */
const pathOf = (seed) => join(cacheFolder('icebreaker'), keyOf(...placerArguments(seed)));

/** The netlist as JSON. Only the last one is kept: it is large. */
async function netlistOf() {
  const folder = cacheFolder('icebreaker');
  const path = join(folder, `${keyOf()}.netlist`);
  if (!existsSync(path)) {
    dropNetlists(folder);
    const tree = Object.fromEntries(
      files().map((file) => [basename(file), readFileSync(inHardware(file))]),
    );
    tree['script.ys'] = Buffer.from(scriptOf());
    keep(path, (await runYowasp('yosys', ['-q', 'script.ys'], tree, [NETLIST]))[NETLIST]);
  }
  return readFileSync(path);
}

/**
 * Places, routes and packs.
 *
 * @param {Buffer} netlist
 * @param {number} seed
 * @param {string} path Of its row and bitstream, without their ending.
 */
async function placeAndRoute(netlist, seed, path) {
  const tree = { 'in.json': netlist, 'in.pcf': readFileSync(inHardware(pins)) };
  const routed = await runYowasp('nextpnr-ice40', placerArguments(seed), tree, [
    'out.asc',
    'report.json',
  ]);
  const packed = await runYowasp('icepack', ['out.asc', 'out.bin'], routed, ['out.bin']);
  const { utilization, fmax } = JSON.parse(Buffer.from(routed['report.json']).toString());
  const [clock] = Object.values(fmax).sort((a, b) => a.achieved - b.achieved);
  const cells = Object.values(JSON.parse(netlist.toString()).modules[TOP].cells);
  const row = {
    fmax: clock.achieved,
    wanted: clock.constraint,
    cells: utilization.ICESTORM_LC,
    ram: utilization.ICESTORM_RAM,
    dsp: utilization.ICESTORM_DSP,
    spram: utilization.ICESTORM_SPRAM,
    flipFlops: cells.filter(({ type }) => String(type).startsWith('SB_DFF')).length,
  };
  keep(`${path}.bin`, packed['out.bin']);
  keep(`${path}.json`, JSON.stringify(row));
}

/**
 * Writes a file whole or not at all.
 *
 * @param {string} path
 * @param {Uint8Array | string} content
 */
function keep(path, content) {
  writeFileSync(`${path}.part`, content);
  renameSync(`${path}.part`, path);
}
