// The testbenches in `tb`: each is a C++ program `tb/<module>.cpp` around the module of that name.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { knownNames } from './arguments.mjs';
import { configurations, optionsOf } from './configurations.mjs';
import { rtlBelow } from './modules.mjs';
import { run } from './run.mjs';
import { testedElsewhere, testsMissing } from './tested.mjs';
import { build, verilatorMissing } from './verilator.mjs';
import { filesOf, inHardware, rtlFiles } from './workspace.mjs';

/**
 * `tb [module ...]`: all, or those named; refused where a module has no test.
 *
 * @param {readonly string[]} only
 * @returns {Promise<import('./run.mjs').Result>}
 */
export async function runTestbenches(only) {
  const names = filesOf('tb', '.cpp').map((source) => basename(source, '.cpp'));
  knownNames('testbench', only, names);
  const modules = rtlFiles().map((file) => basename(file, '.sv'));
  const missing = testsMissing(modules, names, testedElsewhere);
  if (missing.length > 0) return { ok: false, detail: missing.join('\n') };
  const skipped = await verilatorMissing();
  if (skipped !== undefined) return { ok: true, skipped, detail: '' };
  const said = [];
  let ok = true;
  for (const source of filesOf('tb', '.cpp')) {
    const top = basename(source, '.cpp');
    if (only.length > 0 && !only.includes(top)) continue;
    const module = `rtl/${top}.sv`;
    for (const { name, options } of variantsOf(source)) {
      const title = name === undefined ? top : `${top} (${name})`;
      const program = await build({
        name: name === undefined ? `tb_${top}` : `tb_${top}_${name}`,
        top,
        modules: [...rtlBelow([module]), module],
        sources: [source],
        // A module alone uses few of the package's constants; `lint` looks at the tops.
        options: ['-Wno-UNUSEDPARAM', ...options],
        headers: [...filesOf('tb', '.h'), ...filesOf('sim', '.h')],
      });
      const { code, output } = await run(program, []);
      if (code !== 0) ok = false;
      said.push(`${code === 0 ? 'ok  ' : 'FAIL'} ${title}: ${output.trim()}`);
    }
  }
  return { ok, detail: said.join('\n') };
}

/**
 * Of a testbench that looks at the shape: each configuration, or the one that has its module.
 *
 * @param {string} source
 * @returns {readonly { name?: string, options: readonly string[] }[]}
 */
function variantsOf(source) {
  const text = readFileSync(inHardware(source), 'utf8');
  if (!text.includes('"shape.h"')) return [{ options: [] }];
  const only = /static_assert\((!?)Wide\)/.exec(text)?.[1];
  return configurations
    .filter(({ shape: { lanes } }) => only === undefined || (only === '') === lanes > 4)
    .map((configuration) => ({ name: configuration.name, options: optionsOf(configuration) }));
}
