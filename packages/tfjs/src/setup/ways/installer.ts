import { cp, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { WayFailure } from '../failure.ts';
import { dependencyEnv } from '../package.ts';
import { whyItFailed } from '../run.ts';
import type { BuiltBinding, WayContext } from './way.ts';

const totalMs = 120_000;
const connectMs = 10_000;

// Loaded into every Node.js process of the installer: a host that does not answer fails soon
// instead of after minutes, and what the script starts ends when the script is stopped.
const guard = `
const { Socket } = require('node:net');
const connect = Socket.prototype.connect;
Socket.prototype.connect = function (...args) {
  const late = () => this.destroy(new Error('no connection within ${connectMs / 1000} s'));
  const timer = setTimeout(late, ${connectMs});
  const stop = () => clearTimeout(timer);
  this.once('connect', stop).once('close', stop);
  return connect.apply(this, args);
};
const parent = process.ppid;
setInterval(() => process.ppid === parent || process.exit(1), 500).unref();
`;

/**
 * The package's own installer. pnpm links the files of a package to its store, and the installer
 * writes to them: it is run in a copy, which finds its dependencies through `NODE_PATH`.
 */
export async function buildWithInstaller(context: WayContext): Promise<BuiltBinding> {
  const { machine, tfjsNode, workDir, report } = context;
  report(`Running the installer of @tensorflow/tfjs-node (at most ${totalMs / 1000} s)`);
  await copyPackage(tfjsNode.dir, workDir);
  await mkdir(join(workDir, 'tmp'));
  const guardPath = join(workDir, 'tmp', 'guard.cjs');
  await writeFile(guardPath, guard);
  const result = await machine.run(machine.node, [join('scripts', 'install.js')], {
    cwd: workDir,
    env: {
      ...machine.env,
      ...dependencyEnv(tfjsNode.dir, machine.env.PATH),
      NODE_OPTIONS: `--require ${JSON.stringify(guardPath)}`,
      TMPDIR: join(workDir, 'tmp'),
    },
    timeoutMs: totalMs,
  });
  const binding = join('lib', 'napi-v8', 'tfjs_binding.node');
  const built = await stat(join(workDir, binding)).catch(() => undefined);
  if (result.code !== 0 || built === undefined) {
    throw new WayFailure(whyItFailed('the installer', result));
  }
  const libraries = await filesBelow(workDir, join('deps', 'lib'));
  const beside = await filesBelow(workDir, join('lib', 'napi-v8'));
  return { binding, files: [...libraries, ...beside] };
}

async function copyPackage(from: string, to: string): Promise<void> {
  const nested = join(from, 'node_modules');
  const filter = (path: string) => path !== nested && !path.startsWith(nested + sep);
  await cp(from, to, { recursive: true, dereference: true, filter });
  // What an earlier installation left would be taken for a download of ours.
  for (const name of ['deps', 'lib']) await rm(join(to, name), { recursive: true, force: true });
}

async function filesBelow(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => !entry.isDirectory()).map(({ name }) => join(folder, name));
}
