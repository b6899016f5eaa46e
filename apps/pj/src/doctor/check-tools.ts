import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { reasonOf } from '../errors.ts';
import type { Finding, Surroundings } from './checks.ts';

const execute = promisify(execFile);
const TIMEOUT_MS = 10_000;

export const checkCompiler = ({ env }: Surroundings): Promise<Finding> =>
  firstThatAnswers(
    [...(env.CXX ? [env.CXX] : []), 'c++', 'g++', 'clang++'],
    ['--version'],
    'Install a C++ compiler (Debian: g++, macOS: xcode-select --install) for the fast backend.',
  );

export const checkPip = (): Promise<Finding> =>
  firstThatAnswers(
    ['python3', 'python'],
    ['-m', 'pip', '--version'],
    'Install Python 3 with pip (Debian: python3-pip) for the fast backend.',
  );

async function firstThatAnswers(
  programs: readonly string[],
  args: readonly string[],
  next: string,
): Promise<Finding> {
  let reason = 'not found';
  for (const program of programs) {
    try {
      const { stdout } = await execute(program, args, { timeout: TIMEOUT_MS });
      return { ok: true, found: `${program}: ${stdout.split('\n')[0]!.replace(/ from .*/, '')}` };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
        reason = `${program}: ${reasonOf(error)}`;
    }
  }
  return { ok: false, found: reason, next };
}
