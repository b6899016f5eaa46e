// Sets up the fast backend; its absence costs time, never the result.
import { installDebianPackages } from './debian.mjs';
import { run, runNode } from './run.mjs';
import { say } from './say.mjs';

export const pj = 'apps/pj/bin/pj.js';

/** What compiling the binding needs, and the Debian package that brings it. */
const requirements = [
  { name: 'a C++ compiler', packages: ['g++'], commands: [['c++'], ['g++'], ['clang++']] },
  {
    name: 'Python 3 with pip',
    packages: ['python3', 'python3-pip'],
    commands: [
      ['python3', '-m', 'pip'],
      ['python', '-m', 'pip'],
    ],
  },
];

/** @param {readonly string[][]} commands */
async function oneAnswers(commands) {
  for (const [command = '', ...args] of commands) {
    const { code } = await run(command, [...args, '--version'], { capture: true });
    if (code === 0) return true;
  }
  return false;
}

/** @returns {Promise<boolean>} True where the fast backend works. */
export async function setUpNative() {
  const missing = [];
  for (const requirement of requirements) {
    if (!(await oneAnswers(requirement.commands))) missing.push(requirement);
  }
  if (missing.length > 0) {
    const names = missing.map(({ name }) => name).join(' and ');
    say(`The fast backend wants ${names}`);
    await installDebianPackages(
      missing.flatMap(({ packages }) => packages),
      'to compile the binding of the fast backend',
    );
  }
  say('Setting up the fast backend (the first time downloads about 280 MB)');
  const { code } = await runNode([pj, 'setup', 'native']);
  if (code === 130) return false;
  if (code !== 0) {
    say('Going on with WebAssembly (tfjs-wasm): same results, about twice the time or more.');
  }
  return code === 0;
}
