import { runNode } from '../steps/run.mjs';

/**
 * A check that is a program of its own: it passes when the program exits with 0.
 * @param {readonly string[]} args
 * @returns {import('./checks.mjs').Check['look']}
 */
export function program(args) {
  return async () => {
    const env = { ...process.env, NX_DAEMON: 'false' };
    const { code, output } = await runNode(args, { capture: true, env });
    return [{ ok: code === 0, detail: output }];
  };
}
