// Bounded proofs, by yosys-smtbmc, of the modules in `formal`: each is a top with assumptions and assertions.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { rtlBelow } from './modules.mjs';
import { run, whatIsMissing } from './run.mjs';
import { solverFolder } from './solver.mjs';
import { filesOf } from './workspace.mjs';

/** Cycles from reset that are looked at, within which every cover must be reached. */
const depths = new Map([
  ['inbox_properties', 24],
  ['stream_properties', 44],
  ['record_properties', 68],
  ['cobs_properties', 13],
  ['credit_properties', 24],
]);

/** @returns {Promise<import('./run.mjs').Result>} */
export async function proveAll() {
  const missing = await whatIsMissing(['yosys', 'yosys-smtbmc']);
  if (missing !== undefined) return { ok: true, skipped: missing, detail: '' };
  const solver = solverFolder();
  if (solver === undefined) {
    const skipped = 'Yices is missing; `npm run hardware -- setup` brings it';
    return { ok: true, skipped, detail: '' };
  }
  const folder = mkdtempSync(join(tmpdir(), 'pj-formal-'));
  try {
    const proofs = filesOf('formal', '.sv').map((file) => prove(file, folder, solver));
    const said = await Promise.all(proofs);
    return { ok: said.every(({ ok }) => ok), detail: said.map(({ detail }) => detail).join('\n') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} file
 * @param {string} folder For what is made.
 * @param {string} solver Folder of Yices.
 */
async function prove(file, folder, solver) {
  const top = basename(file, '.sv');
  const depth = depths.get(top);
  if (depth === undefined) return { ok: false, detail: `${top}: no depth in tools/formal.mjs` };
  const model = join(folder, `${top}.smt2`);
  const script = [
    `read_verilog -sv -formal ${[...rtlBelow([file]), file].join(' ')}`,
    `prep -flatten -top ${top}`,
    'memory_map',
    'async2sync',
    'dffunmap',
    `write_smt2 -wires ${model}`,
  ];
  const made = await run('yosys', ['-q', '-p', script.join('; ')]);
  if (made.code !== 0) return { ok: false, detail: `${top}:\n${made.output}` };
  const args = ['-s', 'yices', '--noprogress', '-t', String(depth)];
  const path = `${solver}${delimiter}${process.env.PATH}`;
  for (const mode of [[], ['-c']]) {
    const { code, output } = await run('yosys-smtbmc', [...args, ...mode, model], { PATH: path });
    if (code !== 0) return { ok: false, detail: `${top}:\n${output.slice(-4000)}` };
  }
  return { ok: true, detail: `ok   ${top}: holds for ${depth} cycles, every cover reached` };
}
