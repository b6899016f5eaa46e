// Verilator: lint of a top module, and programs built once for the same sources.
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, ToolError, whatIsMissing } from './run.mjs';
import { cacheFolder, hashOf, inHardware } from './workspace.mjs';

export const verilatorMissing = () => whatIsMissing(['verilator', 'g++', 'make']);

/**
 * @param {string} top
 * @param {readonly string[]} files Relative to `hardware`.
 * @param {readonly string[]} options
 */
export const lint = (top, files, options) =>
  run('verilator', ['--lint-only', '-Wall', '--top-module', top, ...options, ...files]);

/**
 * Builds a program from modules and C++ and returns its path.
 * @param {object} what
 * @param {string} what.name
 * @param {string} what.top
 * @param {readonly string[]} what.modules
 * @param {readonly string[]} what.sources C++ files.
 * @param {readonly string[]} [what.headers]
 * @param {readonly string[]} [what.defines]
 * @param {readonly string[]} [what.options]
 */
export async function build({
  name,
  top,
  modules,
  sources,
  headers = [],
  defines = [],
  options = [],
}) {
  const { output: version } = await run('verilator', ['--version']);
  const args = [
    ...['--cc', '--exe', '--build', '-j', '2', '-O3', '-Wall'],
    ...['--x-assign', 'fast', '--x-initial', 'fast', '-CFLAGS', '-std=c++17'],
    ...['-MAKEFLAGS', 'OPT_FAST=-O2 OPT_GLOBAL=-O2'],
    ...options,
    ...['--top-module', top, ...defines.map((define) => `-D${define}`)],
  ];
  const hash = hashOf([...modules, ...sources, ...headers], [version, ...args]).slice(0, 16);
  const folder = cacheFolder(`${name}-${hash}`);
  const program = join(folder, name);
  if (existsSync(join(folder, 'done'))) return program;
  rmSync(folder, { recursive: true, force: true });
  const { code, output } = await run('verilator', [
    ...args,
    ...['--Mdir', folder, '-o', name, '-CFLAGS', `-I${inHardware('sim')} -I${inHardware('tb')}`],
    ...modules,
    ...sources.map(inHardware),
  ]);
  if (code !== 0) throw new ToolError(`${name} does not build:\n${output.slice(-4000)}`);
  writeFileSync(join(folder, 'done'), '');
  return program;
}
