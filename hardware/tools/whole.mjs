// Link, poller and tensor machine together on the UP5K, by the system's yosys and nextpnr: what they take, and by how much that is too much.
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { icebreakerFiles, MHZ } from './icebreaker.mjs';
import { run, whatIsMissing } from './run.mjs';
import { buildOf, cacheFolder, hashOf, inHardware } from './workspace.mjs';

const TOP = 'icebreaker';

/** Of what the budget is about, by the name that nextpnr gives it. */
const kinds = new Map([
  ['ICESTORM_LC', 'cells'],
  ['ICESTORM_RAM', 'EBR'],
  ['ICESTORM_DSP', 'DSPs'],
  ['ICESTORM_SPRAM', 'SPRAMs'],
]);

/**
 * `whole [seed]`: tens of minutes, most of them for placement and routing, once it fits. It is as the bitstream, but for
 * the tensor machine, which that one has not.
 *
 * @param {readonly string[]} args
 * @returns {Promise<import('./run.mjs').Result>}
 */
export async function wholeCommand([seed = '1']) {
  const missing = await whatIsMissing(['yosys', 'nextpnr-ice40']);
  if (missing !== undefined) return { ok: false, detail: missing };
  const netlist = await netlistOf();
  const { code, output } = await run('nextpnr-ice40', [
    ...['--up5k', '--package', 'sg48', '--json', netlist, '--freq', String(MHZ), '--seed', seed],
    ...['--pcf', inHardware('boards/icebreaker/icebreaker.pcf'), '--timing-allow-fail'],
  ]);
  const uses = usesOf(output);
  if (uses.length === 0) return { ok: false, detail: output.slice(-4000) };
  const taken = uses.map(({ kind, used, available }) => `${used} of ${available} ${kind}`);
  const over = uses.filter(({ used, available }) => used > available);
  const tooMany = over.map(({ kind, used, available }) => `${used - available} ${kind} too many`);
  const [version] = (await run('nextpnr-ice40', ['--version'])).output.trim().split('\n').slice(-1);
  const detail = [`${taken.join(', ')} (${version})`, ...tooMany];
  if (code === 0) detail.push(`${fmaxOf(output)?.toFixed(2)} MHz with seed ${seed}`);
  else if (over.length === 0) detail.push(output.slice(-2000));
  return { ok: code === 0, detail: detail.join('\n') };
}

/** The netlist's path: made once for the same sources and yosys. */
async function netlistOf() {
  const files = icebreakerFiles();
  const modules = files.filter((file) => file.endsWith('.sv'));
  const script = [
    `read_verilog -sv -DPJ_ICE40 -DPJ_WHOLE -DPJ_BUILD=128'h${buildOf(files)} ${modules.join(' ')}`,
    `synth_ice40 -abc9 -device u -top ${TOP}`,
  ].join('; ');
  const { output: version } = await run('yosys', ['-V']);
  const key = hashOf(files, [version, script]).slice(0, 16);
  const path = join(cacheFolder('icebreaker'), `whole-${key}.json`);
  if (existsSync(path)) return path;
  const part = `${path}.part`;
  const { code, output } = await run('yosys', ['-q', '-p', `${script}; write_json ${part}`]);
  if (code !== 0) throw new Error(`yosys failed:\n${output.slice(-4000)}`);
  renameSync(part, path);
  return path;
}

/**
 * Its last list of what is used: before placement, so also of what does not fit.
 *
 * @param {string} log Of nextpnr.
 */
function usesOf(log) {
  const found = [...log.matchAll(/(ICESTORM_\w+): +(\d+) *\/ *(\d+)/g)];
  return [...kinds].flatMap(([name, kind]) => {
    const last = found.filter(([, own]) => own === name).at(-1);
    return last === undefined ? [] : [{ kind, used: Number(last[2]), available: Number(last[3]) }];
  });
}

/** @param {string} log Of nextpnr, which says it before and after routing. */
function fmaxOf(log) {
  const said = [...log.matchAll(/Max frequency for clock[^:]*: +([\d.]+) MHz/g)].at(-1);
  return said === undefined ? undefined : Number(said[1]);
}
