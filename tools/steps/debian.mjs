// Debian packages: installed only as root on Debian or Ubuntu, and never in silence.
import { existsSync } from 'node:fs';
import { run } from './run.mjs';
import { say, since } from './say.mjs';

/** @returns {string | undefined} Why this process cannot install Debian packages. */
function whyNot() {
  if (!existsSync('/etc/debian_version')) return 'this is not Debian or Ubuntu';
  if (process.getuid?.() !== 0) return 'this is not run as root';
  return undefined;
}

/**
 * @param {readonly string[]} names
 * @param {string} purpose Printed: what they are for.
 * @returns {Promise<boolean>} True where all of them are installed now.
 */
export async function installDebianPackages(names, purpose) {
  const reason = whyNot();
  if (reason !== undefined) {
    say(`Not installing ${names.join(' ')} (${purpose}): ${reason}`);
    return false;
  }
  const start = performance.now();
  say(`Installing Debian packages: ${names.join(' ')} (${purpose})`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = ['install', '--yes', '--no-install-recommends', ...names];
  let outcome = await run('apt-get', install, { capture: true, env });
  if (outcome.code !== 0) {
    // A fresh machine has no package lists, or old ones.
    await run('apt-get', ['update'], { capture: true, env });
    outcome = await run('apt-get', install, { capture: true, env });
  }
  if (outcome.code !== 0) {
    say(`  failed: ${outcome.output.trim().split('\n').at(-1)}`);
    return false;
  }
  say(`  done in ${since(start)}`);
  return true;
}

/**
 * @param {string} name
 * @returns {Promise<boolean>}
 */
export async function hasDebianPackage(name) {
  const { code, output } = await run('dpkg', ['--status', name], { capture: true });
  return code === 0 && /^Status: install ok installed/m.test(output);
}
