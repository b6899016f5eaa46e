// Runs another program. Ctrl-C goes to the whole process group, so the child decides how to stop.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { root } from './workspace.mjs';

/**
 * @typedef {object} Options
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {boolean} [capture] Collect the output instead of showing it.
 * @property {(line: string) => void} [onLine] With capture: called with each line as it comes.
 *
 * @typedef {object} Outcome
 * @property {number} code The exit code; 128 + n after signal n; 127 where the program is missing.
 * @property {string} output What was captured, both streams in order.
 */

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Options} [options]
 * @returns {Promise<Outcome>}
 */
export function run(command, args, { cwd = root, env = process.env, capture, onLine } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: capture ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    });
    let output = '';
    let rest = '';
    /** @param {string} text */
    const take = (text) => {
      output += text;
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      if (onLine) lines.forEach(onLine);
    };
    child.stdout?.setEncoding('utf8').on('data', take);
    child.stderr?.setEncoding('utf8').on('data', take);
    const leaveItToTheChild = () => {};
    process.on('SIGINT', leaveItToTheChild);
    /** @param {number} code */
    const end = (code) => {
      process.off('SIGINT', leaveItToTheChild);
      resolve({ code, output });
    };
    child.on('error', (error) => {
      output += `${error.message}\n`;
      end(127);
    });
    child.on('close', (code, signal) => {
      end(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

/**
 * Runs a JavaScript program with this Node.js.
 * @param {readonly string[]} args
 * @param {Options} [options]
 */
export const runNode = (args, options) => run(process.execPath, args, options);
