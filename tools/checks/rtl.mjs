// The hardware: lint, testbenches, the host driver against the verilated board, and what the bitstream takes.
// Each is a command of its own too: `npm run hardware -- lint`.
import { installDebianPackages } from '../steps/debian.mjs';
import { run } from '../steps/run.mjs';

const packages = ['verilator', 'g++', 'make', 'yosys', 'python3-pip'];
/**
 * Commands of the hardware and their arguments.
 * @type {readonly (readonly [string, ...string[]])[]}
 */
const parts = [
  ['lint'],
  ['tb'],
  ['formal'],
  ['random', 'up5k', '5000'],
  ['random', 'ecp5', '5000'],
  ['steps', '4', '1'],
  ['link'],
  ['ulx3s', '--fits'],
];
const programs = ['verilator', 'g++', 'make', 'yosys'];

/** @returns {Promise<import('./checks.mjs').Finding[]>} */
export async function look() {
  await bringTools();
  const { commands } = await import('../../hardware/tools/commands.mjs');
  // One of the table's seeds, which takes minutes of a core: beside the others.
  const table = findingOf(commands, 'table', '1');
  table.catch(() => {});
  const findings = [];
  for (const part of parts) findings.push(await findingOf(commands, ...part));
  return [...findings, await table, await findingOf(commands, 'bitstream')];
}

/**
 * @param {typeof import('../../hardware/tools/commands.mjs').commands} commands
 * @param {string} name
 * @param {string[]} args
 * @returns {Promise<import('./checks.mjs').Finding>}
 */
async function findingOf(commands, name, ...args) {
  const command = commands[name];
  if (command === undefined) throw new Error(`hardware has no command "${name}"`);
  const { ok, skipped, detail } = await command(args);
  return { ok, ...(skipped === undefined ? {} : { skipped }), detail: `${name}:\n${detail}` };
}

async function bringTools() {
  const missing = [];
  for (const program of programs) {
    const { code } = await run(program, ['--version'], { capture: true });
    if (code === 127) missing.push(program);
  }
  if (missing.length > 0 && process.env.CI === 'true') {
    await installDebianPackages(packages, 'to lint, prove and simulate the hardware');
  }
  if (process.env.CI === 'true') {
    const { bringSolver } = await import('../../hardware/tools/solver.mjs');
    await bringSolver();
  }
}
