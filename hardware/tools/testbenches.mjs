// The testbenches in `tb`: each is a C++ program `tb/<module>.cpp` around the module of that name.
import { basename } from 'node:path';
import { rtlBelow } from './modules.mjs';
import { run } from './run.mjs';
import { build, verilatorMissing } from './verilator.mjs';
import { filesOf } from './workspace.mjs';

/**
 * `tb [module ...]`: all, or those named.
 *
 * @param {readonly string[]} only
 * @returns {Promise<import('./run.mjs').Result>}
 */
export async function runTestbenches(only) {
  const skipped = await verilatorMissing();
  if (skipped !== undefined) return { ok: true, skipped, detail: '' };
  const said = [];
  let ok = true;
  for (const source of filesOf('tb', '.cpp')) {
    const top = basename(source, '.cpp');
    if (only.length > 0 && !only.includes(top)) continue;
    const module = `rtl/${top}.sv`;
    const program = await build({
      name: `tb_${top}`,
      top,
      modules: [...rtlBelow([module]), module],
      sources: [source],
      // A module alone uses few of the package's constants; `lint` looks at the tops.
      options: ['-Wno-UNUSEDPARAM'],
      headers: [...filesOf('tb', '.h'), ...filesOf('sim', '.h')],
    });
    const { code, output } = await run(program, []);
    if (code !== 0) ok = false;
    said.push(`${code === 0 ? 'ok  ' : 'FAIL'} ${top}: ${output.trim()}`);
  }
  return { ok, detail: said.join('\n') };
}
