// YoWASP's tools from npm, each run in a thread of its own: WebAssembly holds its thread up until it ends, for minutes.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { ToolError } from './run.mjs';

/** @typedef {Record<string, Uint8Array>} Tree Files by name. */

/** @satisfies {Record<string, (args: string[], tree: Tree) => Promise<unknown>>} */
const tools = {
  yosys: async (args, tree) => (await import('@yowasp/yosys')).runYosys(args, tree, streams),
  'nextpnr-ice40': async (args, tree) =>
    (await import('@yowasp/nextpnr-ice40')).runNextpnrIce40(args, tree, streams),
  icepack: async (args, tree) =>
    (await import('@yowasp/nextpnr-ice40')).runIcepack(args, tree, streams),
};
let said = '';
const decoder = new TextDecoder();
/** @param {Uint8Array | null} bytes Null at the end. */
const listen = (bytes) => {
  if (bytes !== null) said = (said + decoder.decode(bytes, { stream: true })).slice(-4000);
};
const streams = { stdout: () => {}, stderr: listen };

/**
 * Files that a tool makes. Throws where it fails, with what it said last.
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
  const [{ made, failed }] = await once(worker, 'message');
  if (failed !== undefined) throw new ToolError(`${tool} failed:\n${failed}`);
  const missing = names.find((name) => made[name] === undefined);
  if (missing !== undefined) throw new ToolError(`${tool} made no ${missing}`);
  return made;
}

if (!isMainThread) {
  const { tool, args, tree } =
    /** @type {{ tool: keyof typeof tools, args: string[], tree: Tree }} */ (workerData);
  try {
    parentPort?.postMessage({ made: await tools[tool](args, tree) });
  } catch (error) {
    // Its own text holds all that the tool had read.
    if (!(error instanceof Error && 'files' in error)) throw error;
    parentPort?.postMessage({ failed: said.trim() || error.message });
  }
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
