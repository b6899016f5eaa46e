// Finds pnpm, or brings it through npm: nothing has to be installed globally.
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { run } from './run.mjs';
import { readJson, root } from './workspace.mjs';

/** The version that package.json asks for, e.g. `10.34.8`. */
export const pnpmVersion = () => readJson('package.json').packageManager.split('@')[1];

/**
 * The command that starts the right pnpm: one on the PATH with the same major version, else npm's
 * own runner, which downloads it once and keeps it.
 * @returns {Promise<[string, ...string[]]>}
 */
export async function pnpmCommand() {
  const version = pnpmVersion();
  // Asked outside the workspace: inside, another pnpm would try to replace itself first.
  const found = await run('pnpm', ['--version'], { capture: true, cwd: tmpdir() });
  if (found.code === 0 && found.output.trim().split('.')[0] === version.split('.')[0]) {
    return ['pnpm'];
  }
  // No `--` before pnpm's own arguments: npm passes everything after the package's name on.
  return [
    ...npmCommand(),
    'exec',
    '--yes',
    '--prefer-offline',
    `--package=pnpm@${version}`,
    '--',
    'pnpm',
  ];
}

/** @returns {[string, ...string[]]} */
function npmCommand() {
  const own = process.env.npm_execpath;
  if (own !== undefined && /npm-cli\.c?js$/.test(own) && existsSync(own)) {
    return [process.execPath, own];
  }
  return ['npm'];
}

/**
 * The environment of pnpm: without the marks of the npm that started us, which pnpm would read as
 * its own settings, but with those of the user (registry, proxy, certificates).
 */
export function pnpmEnvironment(env = process.env) {
  const ours = ['npm_config_prefix', 'npm_config_local_prefix', 'npm_config_global_prefix'];
  return Object.fromEntries(Object.entries(env).filter(([name]) => !ours.includes(name)));
}

/**
 * Runs pnpm in the workspace.
 * @param {readonly string[]} args
 * @param {import('./run.mjs').Options} [options]
 */
export async function runPnpm(args, options) {
  const [command, ...first] = await pnpmCommand();
  return run(command, [...first, ...args], { cwd: root, env: pnpmEnvironment(), ...options });
}
