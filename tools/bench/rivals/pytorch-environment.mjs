// PyTorch in a virtual environment of its own in the user's cache. About 5 GB, never part of a test.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const cache = process.env.XDG_CACHE_HOME?.startsWith('/')
  ? process.env.XDG_CACHE_HOME
  : join(homedir(), '.cache');
const folder = join(cache, 'picojoule', 'torch', 'venv');

/** The interpreter, where it was set up. */
export const pytorchPython = () => join(folder, 'bin', 'python');

/** Sets it up if it is not there. */
export function setUpPytorch() {
  if (existsSync(join(folder, 'ready'))) return;
  console.log('Installing PyTorch (about 5 GB) into the cache of picojoule');
  const shown = { stdio: /** @type {const} */ ('inherit') };
  execFileSync('python3', ['-m', 'venv', folder], shown);
  execFileSync(pytorchPython(), ['-m', 'pip', 'install', '-q', 'torch>=2,<3', 'numpy'], shown);
  execFileSync(pytorchPython(), ['-c', `open(${JSON.stringify(join(folder, 'ready'))}, 'w')`]);
}
