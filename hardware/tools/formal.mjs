// Bounded proofs, by yosys-smtbmc, of the modules in `formal`: each is a top with assumptions and assertions.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { rtlBelow } from './modules.mjs';
import { run, whatIsMissing } from './run.mjs';
import { filesOf } from './workspace.mjs';

/** Cycles from reset that are looked at, and those within which every cover must be reached. */
const bounds = new Map([['fifo_properties', { depth: 10, solver: 'z3' }]]);

/** @returns {Promise<import('./run.mjs').Result>} */
export async function proveAll() {
  const skipped = await whatIsMissing(['yosys', 'yosys-smtbmc', 'z3']);
  if (skipped !== undefined) return { ok: true, skipped, detail: '' };
  const folder = mkdtempSync(join(tmpdir(), 'pj-formal-'));
  try {
    const proofs = filesOf('formal', '.sv').map((file) => prove(file, folder));
    const said = await Promise.all(proofs);
    return { ok: said.every(({ ok }) => ok), detail: said.map(({ detail }) => detail).join('\n') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} file
 * @param {string} folder
 */
async function prove(file, folder) {
  const top = basename(file, '.sv');
  const bound = bounds.get(top);
  if (bound === undefined) return { ok: false, detail: `${top}: no bound in tools/formal.mjs` };
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
  const depth = String(bound.depth);
  const args = ['-s', bound.solver, '--noprogress', '-t', depth];
  for (const mode of [[], ['-c']]) {
    const { code, output } = await run('yosys-smtbmc', [...args, ...mode, model]);
    if (code !== 0) return { ok: false, detail: `${top}:\n${output.slice(-4000)}` };
  }
  return { ok: true, detail: `ok   ${top}: holds for ${depth} cycles, every cover reached` };
}
