// The other energy tools, each in a virtual environment of its own in the user's cache: half a
// gigabyte together, never part of a test.
import { execFileSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const { XDG_CACHE_HOME: given } = process.env;
const cache = given?.startsWith('/') ? given : join(homedir(), '.cache');

/**
 * Name, program beside this file, and packages. nn_dataflow 2.1 is of 2019 and breaks with today's
 * sympy; ZigZag 3.9.1 does not name six among what it needs.
 */
export const PEERS = [
  {
    name: 'nn_dataflow 2.1',
    program: 'nn_dataflow_peer.py',
    packages: ['nn-dataflow==2.1', 'sympy==1.5.1'],
  },
  {
    name: 'ZigZag 3.9.1',
    program: 'zigzag_peer.py',
    packages: ['zigzag-dse==3.9.1', 'six==1.17.0'],
  },
];

/**
 * The interpreter with some packages, installed on first use.
 * @param {readonly string[]} packages
 */
export function pythonWith(packages) {
  const folder = join(cache, 'picojoule', 'energy-peers', (packages[0] ?? '').replace('==', '-'));
  const python = join(folder, 'bin', 'python');
  if (existsSync(join(folder, 'bin', 'pip')) && isComplete(python, packages)) return python;
  rmSync(folder, { recursive: true, force: true });
  execFileSync('python3', ['-m', 'venv', folder], { stdio: 'inherit' });
  const quiet = ['install', '--quiet', '--disable-pip-version-check'];
  execFileSync(python, ['-m', 'pip', ...quiet, ...packages], { stdio: 'inherit' });
  return python;
}

/**
 * @param {string} python
 * @param {readonly string[]} packages
 */
function isComplete(python, packages) {
  const names = packages.map((one) => one.replace(/==.*/, ''));
  const check = 'import sys, importlib.metadata as m; [m.version(n) for n in sys.argv[1:]]';
  try {
    execFileSync(python, ['-c', check, ...names], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
