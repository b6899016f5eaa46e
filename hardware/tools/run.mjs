// Runs another program and keeps what it says.
import { spawn } from 'node:child_process';
import { hardware } from './workspace.mjs';

/** A tool of others failed; the message holds what it said last, and is for the user. */
export class ToolError extends Error {}

/**
 * @typedef {object} Result
 * @property {boolean} ok
 * @property {string} [skipped] Why nothing was done.
 * @property {string} detail
 */

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Record<string, string>} [env] Beside the process's own.
 * @param {string} [folder] In which it runs.
 * @returns {Promise<{ code: number, output: string }>} 127 where the program is missing.
 */
export function run(command, args, env = {}, folder = hardware) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
        output += text;
      });
    }
    child.on('error', (error) => resolve({ code: 127, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/**
 * Undefined where all programs are there, else which are not.
 * @param {readonly string[]} programs
 */
export async function whatIsMissing(programs) {
  const missing = [];
  for (const program of programs) {
    const { code } = await run('sh', ['-c', `command -v ${program}`]);
    if (code !== 0) missing.push(program);
  }
  if (missing.length === 0) return undefined;
  return `${missing.join(' and ')} not installed; as root on Debian, \`npm run hardware -- setup\` brings it`;
}
