// A drawing and a cycle diagram of each module: its ports from its source, what they do from a run of the verilated board.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  createReadStream,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { goldenIdentities, randomProgram, TensorMachine } from '@picojoule/board';
import { createRandom } from '@picojoule/spec';
import { atMost } from './arguments.mjs';
import { configurations, optionsOf } from './configurations.mjs';
import { rtlBelow } from './modules.mjs';
import { build, verilatorMissing } from './verilator.mjs';
import { filesOf, inHardware, rtlFiles } from './workspace.mjs';

const TOP = 'sim/sim_board.sv';
const FOLDER = 'doc/modules';
/** Cycles of a diagram. */
const CYCLES = 14;
/** Columns of a port's name, and of a cycle. */
const [NAME, COLUMN] = [24, 5];
/** Cycles at the begin that no diagram shows: reset, and what power-on sets. */
const SETTLED = 64;

/** @typedef {{ name: string, isInput: boolean, width: string }} Port */
/** @typedef {{ name: string, purpose: string, ports: readonly Port[], parts: readonly (readonly [instance: string, module: string])[] }} Module */

/**
 * `drawings`: writes `doc/modules`.
 *
 * @param {readonly string[]} args
 * @returns {Promise<import('./run.mjs').Result>}
 */
export async function drawModules(args) {
  atMost(args);
  const skipped = await verilatorMissing();
  if (skipped !== undefined) return { ok: true, skipped, detail: '' };
  const modules = new Map(rtlFiles().map((file) => [basename(file, '.sv'), moduleOf(file)]));
  /** @type {Map<string, string>} */
  const diagrams = new Map();
  for (const configuration of configurations) {
    const places = placesOf(modules, diagrams);
    for (const [name, diagram] of await diagramsOf(configuration, modules, places)) {
      if (!diagrams.has(name)) diagrams.set(name, diagram);
    }
  }
  rmSync(inHardware(FOLDER), { recursive: true, force: true });
  mkdirSync(inHardware(FOLDER), { recursive: true });
  const drawn = [...modules.values()].filter(({ ports }) => ports.length > 0);
  for (const module of drawn) {
    const path = inHardware(join(FOLDER, `${module.name}.md`));
    writeFileSync(path, pageOf(module, diagrams.get(module.name)));
  }
  const without = drawn.filter(({ name }) => !diagrams.has(name)).map(({ name }) => name);
  return {
    ok: true,
    detail: `${FOLDER}: ${drawn.length} modules; without a cycle diagram: ${without.join(', ') || 'none'}`,
  };
}

/** @param {string} file @returns {Module} */
export function moduleOf(file) {
  const name = basename(file, '.sv');
  const text = readFileSync(inHardware(file), 'utf8');
  const lines = text.split('\n').slice(1);
  const end = lines.findIndex((line) => !line.startsWith('//'));
  const purpose = lines
    .slice(0, end)
    .map((line) => line.slice(3))
    .join(' ');
  const header = text.slice(0, text.indexOf(');\n', text.indexOf(`module ${name}`)));
  const port =
    /^ {2}(input +wire|output) +(?:logic|[a-z_]+::[a-z_]+)(?: signed)? *(\[[^\]]+\])? *(\w+)/gm;
  const ports = [...header.matchAll(port)].map(([, direction = '', width = '', called = '']) => ({
    name: called,
    isInput: direction.startsWith('input'),
    width,
  }));
  const parts = [...text.matchAll(/^ *(\w+) (?:#\([^;]*?\) *)?(u_\w+) \(/gm)];
  return {
    name,
    purpose,
    ports: ports.filter((one) => one.name !== 'clk_i'),
    parts: parts.map(([, of = '', instance = '']) => /** @type {const} */ ([instance, of])),
  };
}

/**
 * Modules to look for: those that have no diagram yet.
 *
 * @param {ReadonlyMap<string, Module>} modules
 * @param {ReadonlyMap<string, string>} diagrams
 */
const placesOf = (modules, diagrams) =>
  new Set([...modules.keys()].filter((name) => !diagrams.has(name)));

/**
 * @param {import('./configurations.mjs').Configuration} configuration
 * @param {ReadonlyMap<string, Module>} modules
 * @param {ReadonlySet<string>} wanted
 */
async function diagramsOf(configuration, modules, wanted) {
  const { clock } = goldenIdentities[configuration.board];
  const program = await build({
    name: `drawings_${configuration.name}`,
    top: basename(TOP, '.sv'),
    modules: [...rtlBelow([TOP]), TOP],
    sources: ['drawings/main.cpp'],
    headers: [...filesOf('sim', '.h'), ...filesOf('tb', '.h')],
    options: [
      ...['--trace', '--x-initial', 'unique', ...optionsOf(configuration)],
      ...[`-GClockHz=${clock}`, '-CFLAGS', `-DPJ_CLOCK_HZ=${clock}`],
    ],
  });
  const folder = mkdtempSync(join(tmpdir(), 'pj-drawings-'));
  try {
    const path = join(folder, 'trace.vcd');
    const child = spawn(program, [path], { stdio: ['pipe', 'inherit', 'inherit'] });
    child.stdin.end(Buffer.from(programFor(configuration).buffer));
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`the board's script ended with ${code}`);
    return await readTrace(path, modules, wanted, configuration.shape.lanes > 4);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * A short program of each instruction that the units of the machine are for.
 *
 * @param {import('./configurations.mjs').Configuration} configuration
 */
function programFor({ shape }) {
  const needed = [0x01, 0x10, 0x11, 0x12];
  for (let seed = 1; ; seed++) {
    const words = randomProgram(shape, createRandom(seed, 'drawings'), 7);
    const found = opcodesOf(words);
    const machine = new TensorMachine(shape);
    machine.memory.integers.set(words);
    if (words.length > 180 || !needed.every((opcode) => found.has(opcode))) continue;
    if (machine.run(0).illegal === undefined && machine.counters.cycles < 20_000) return words;
  }
}

/** @param {Uint32Array} words */
function opcodesOf(words) {
  /** @type {Set<number>} */
  const found = new Set();
  for (let at = 0; at < words.length; at += Math.max(1, ((words[at] ?? 0) >> 8) & 0xff)) {
    found.add((words[at] ?? 0) & 0xff);
  }
  return found;
}

/** @typedef {{ port: Port, changes: { cycle: number, value: string }[] }} Signal */

/**
 * The first instance of each module that is wanted.
 *
 * @param {string} path
 * @param {ReadonlyMap<string, Module>} modules
 * @param {ReadonlySet<string>} wanted
 * @param {boolean} isWide
 * @returns {Promise<Map<string, string>>}
 */
async function readTrace(path, modules, wanted, isWide) {
  /** @type {Map<string, Signal[]>} */
  const byCode = new Map();
  /** @type {Map<string, Signal[]>} */
  const byModule = new Map();
  /** @type {(string | undefined)[]} */
  const scopes = [];
  let [cycle, begun] = [0, false];
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const words = line.trim().split(/\s+/);
    if (!begun) {
      if (words[0] === '$scope') scopes.push(scopeOf(words[2] ?? '', scopes, modules, isWide));
      else if (words[0] === '$upscope') scopes.pop();
      else if (words[0] === '$enddefinitions') begun = true;
      else if (words[0] === '$var') {
        const module = scopes.at(-1);
        const port = modules.get(module ?? '')?.ports.find(({ name }) => name === words[4]);
        if (module === undefined || port === undefined || !wanted.has(module)) continue;
        const signals = byModule.get(module) ?? [];
        // Of a module that stands in several places: the first.
        if (signals.some((one) => one.port === port)) continue;
        const signal = { port, changes: [] };
        byModule.set(module, [...signals, signal]);
        const code = words[3] ?? '';
        byCode.set(code, [...(byCode.get(code) ?? []), signal]);
      }
      continue;
    }
    if (line.startsWith('#')) cycle = Number(line.slice(1));
    else if (line.startsWith('b'))
      note(byCode.get(words[1] ?? ''), cycle, words[0]?.slice(1) ?? '');
    else if (/^[01]/.test(line)) note(byCode.get(line.slice(1)), cycle, line[0] ?? '');
  }
  const found = new Map();
  for (const [name, signals] of byModule) {
    const diagram = diagramOf(signals, cycle);
    if (diagram !== undefined) found.set(name, diagram);
  }
  return found;
}

/**
 * @param {readonly Signal[] | undefined} signals
 * @param {number} cycle
 * @param {string} value
 */
function note(signals, cycle, value) {
  for (const { changes } of signals ?? []) changes.push({ cycle, value });
}

/**
 * The module of a scope; blocks of `generate` are of the module around them. Where both configurations have a part of
 * one name, that of T at once is called wide.
 *
 * @param {string} name
 * @param {readonly (string | undefined)[]} around
 * @param {ReadonlyMap<string, Module>} modules
 * @param {boolean} isWide
 */
function scopeOf(name, around, modules, isWide) {
  // Its pins and its parts, and for a part of the script its UART, are those of a board's own top.
  if (name === basename(TOP, '.sv')) return 'serial_board';
  if (modules.has(name)) return name;
  const outer = around.at(-1);
  if (!name.startsWith('u_')) return outer;
  const parts = modules.get(outer ?? '')?.parts.filter(([instance]) => instance === name) ?? [];
  const [, part] = parts.find(([, of]) => of.startsWith('wide_') === isWide) ?? parts[0] ?? [];
  return part;
}

/**
 * The first cycles in which most ports change.
 *
 * @param {readonly Signal[]} signals
 * @param {number} last
 */
function diagramOf(signals, last) {
  const changed = signals.map(({ changes }) =>
    changes.map(({ cycle }) => cycle).filter((cycle) => cycle > SETTLED),
  );
  const score = new Uint16Array(last + 1);
  for (const cycles of changed) {
    // Each port counts once in each window that it changes in.
    let from = 0;
    for (const cycle of cycles) {
      const first = Math.max(from, cycle - CYCLES + 2);
      for (let at = first; at < cycle; at++) score[at] = (score[at] ?? 0) + 1;
      from = Math.max(from, cycle);
    }
  }
  const most = score.reduce((best, value) => Math.max(best, value), 0);
  if (most === 0) return undefined;
  const begin = score.indexOf(most);
  const moving = signals.filter((_, i) =>
    changed[i]?.some((cycle) => cycle > begin && cycle < begin + CYCLES),
  );
  const head = 'cycle'.padEnd(NAME) + columns((i) => String(i));
  return [head, ...moving.map((signal) => rowOf(signal, begin))].join('\n');
}

/** @param {(cycle: number) => string} text */
const columns = (text) =>
  Array.from({ length: CYCLES }, (_, i) => text(i).padEnd(COLUMN))
    .join('')
    .trimEnd();

/**
 * @param {Signal} signal
 * @param {number} begin
 */
function rowOf({ port, changes }, begin) {
  const valueAt = (/** @type {number} */ cycle) =>
    changes.findLast((change) => change.cycle <= cycle)?.value ?? '0';
  const shown = (/** @type {number} */ i) => {
    const value = valueAt(begin + i);
    const same = i > 0 && value === valueAt(begin + i - 1);
    if (port.width !== '') return same ? '.' : hexadecimal(value);
    if (same || i === 0) return value === '1' ? '~~~~~' : '_____';
    return value === '1' ? '/~~~~' : '\\____';
  };
  return port.name.padEnd(NAME) + columns(shown);
}

/** Of many digits the last. @param {string} bits */
function hexadecimal(bits) {
  const digits = BigInt(`0b${bits.replaceAll(/[^01]/g, '0') || '0'}`).toString(16);
  return digits.length < COLUMN ? digits : `~${digits.slice(2 - COLUMN)}`;
}

/**
 * The head of a module's page: what it is for, its ports and what stands in it.
 * @param {Module} module
 */
export function drawingOf({ name, purpose, ports, parts }) {
  const inputs = ports.filter(({ isInput }) => isInput);
  const outputs = ports.filter(({ isInput }) => !isInput);
  const label = (/** @type {Port} */ { name: called, width }) =>
    `${called}${width.replaceAll(' ', '')}`;
  const left = Math.max(0, ...inputs.map((port) => label(port).length));
  const inside = [name, ...parts.map(([instance, of]) => `  ${instance}: ${of}`)];
  const width = Math.max(...inside.map((line) => line.length)) + 2;
  const rows = Math.max(inputs.length, outputs.length, inside.length);
  const edge = `${' '.repeat(left + 4)}+${'-'.repeat(width)}+`;
  const lines = Array.from({ length: rows }, (_, i) => {
    const [input, output] = [inputs[i], outputs[i]];
    const before =
      input === undefined ? ' '.repeat(left + 4) : `${label(input).padStart(left)} -->`;
    const after = output === undefined ? '' : `--> ${label(output)}`;
    return `${before}|${` ${inside[i] ?? ''}`.padEnd(width)}|${after}`;
  });
  return `# ${name}

${purpose}

\`\`\`
${[edge, ...lines, edge].join('\n')}
\`\`\`
`;
}

/**
 * @param {Module} module
 * @param {string | undefined} diagram
 */
export function pageOf(module, diagram) {
  const times =
    diagram === undefined
      ? 'No diagram: the script moves none of its ports.'
      : `Cycles of the simulated board in which most of its ports change; those that do not are left out. Numbers are hexadecimal, \`.\` as before, \`~\` with digits in front.\n\n\`\`\`\n${diagram}\n\`\`\``;
  return `${drawingOf(module)}
${times}

Made from [its source](../../rtl/${module.name}.sv) by \`npm run hardware -- drawings\`.
`;
}
