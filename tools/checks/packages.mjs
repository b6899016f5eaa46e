// Each package as its user would get it: built, without the files that `files` leaves out.
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { projectFolders, readJson, root } from '../steps/workspace.mjs';

/** @returns {Promise<import('./checks.mjs').Finding[]>} */
export async function look() {
  const lines = await Promise.all(projectFolders().map(faultsOf));
  return [{ ok: lines.flat().length === 0, detail: lines.flat().join('\n') }];
}

/** @param {string} folder */
async function faultsOf(folder) {
  const manifest = readJson(`${folder}/package.json`);
  // npm packs the same files as pnpm, and is there wherever Node.js is.
  const pkgDir = `${root}/${folder}`;
  const { messages } = await publint({ pkgDir, level: 'warning', pack: 'npm' });
  return messages
    .map((message) => formatMessage(message, manifest, { color: false }) ?? message.code)
    .filter((line) => !line.includes('./templates/')) // A template of a package is not ours.
    .map((line) => `${folder}: ${line}`);
}
