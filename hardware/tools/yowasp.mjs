// YoWASP's tools from npm, each run in a thread of its own: WebAssembly holds its thread up until it ends, for minutes.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

/** @typedef {Record<string, Uint8Array>} Tree Files by name. */

/** @satisfies {Record<string, (args: string[], tree: Tree) => Promise<unknown>>} */
const tools = {
  yosys: async (args, tree) => (await import('@yowasp/yosys')).runYosys(args, tree, quiet),
  'nextpnr-ice40': async (args, tree) =>
    (await import('@yowasp/nextpnr-ice40')).runNextpnrIce40(args, tree, quiet),
  icepack: async (args, tree) =>
    (await import('@yowasp/nextpnr-ice40')).runIcepack(args, tree, quiet),
};
const quiet = { stdout: () => {}, stderr: () => {} };

/**
 * Files that a tool makes. Throws where it fails.
 *
 * @template {string} Name
 * @param {keyof typeof tools} tool
 * @param {readonly string[]} args
 * @param {Tree} tree What it may read.
 * @param {readonly Name[]} names Of the files wanted.
 * @returns {Promise<Record<Name, Uint8Array>>}
 */
export async function runYowasp(tool, args, tree, names) {
  const worker = new Worker(new URL(import.meta.url), { workerData: { tool, args, tree } });
  const [made] = await once(worker, 'message');
  const missing = names.find((name) => made[name] === undefined);
  if (missing !== undefined) throw new Error(`${tool} made no ${missing}`);
  return made;
}

if (!isMainThread) {
  const { tool, args, tree } =
    /** @type {{ tool: keyof typeof tools, args: string[], tree: Tree }} */ (workerData);
  parentPort?.postMessage(await tools[tool](args, tree));
}

/** Versions of the packages, which what they make depends on. */
export const yowaspVersions = () =>
  Object.fromEntries(
    ['@yowasp/yosys', '@yowasp/nextpnr-ice40'].map((name) => [name, packageVersion(name)]),
  );

/** @param {string} name Of an npm package that YoWASP made. */
function packageVersion(name) {
  const entry = createRequire(import.meta.url).resolve(name);
  const manifest = `${entry.slice(0, entry.lastIndexOf('/gen/'))}/package.json`;
  return /** @type {string} */ (JSON.parse(readFileSync(manifest, 'utf8')).version);
}
