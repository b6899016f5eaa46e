// The Debian packages of lint, proofs and simulation; the bitstream needs none of them.
import { existsSync } from 'node:fs';
import { run } from './run.mjs';

const packages = ['verilator', 'g++', 'make', 'yosys', 'z3'];

/** @returns {Promise<import('./run.mjs').Result>} */
export async function setUp() {
  if (!existsSync('/etc/debian_version') || process.getuid?.() !== 0) {
    const skipped = `only root on Debian can install ${packages.join(' ')}`;
    return { ok: true, skipped, detail: '' };
  }
  console.log(`Installing Debian packages: ${packages.join(' ')}`);
  await run('apt-get', ['update']);
  const { code, output } = await run('apt-get', [
    ...['install', '--yes', '--no-install-recommends', ...packages],
  ]);
  return { ok: code === 0, detail: code === 0 ? 'done' : output.slice(-2000) };
}
