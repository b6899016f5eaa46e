import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type { TfjsNodePackage } from './package.ts';
import { tfjsNodePackage } from './package.ts';
import { wheelsFor } from './pins.ts';
import type { RunResult } from './run.ts';
import type { SetupWorld } from './setup.ts';

/** The SHA-256 of the text `wheel`, which the pretended pip downloads. */
export const pretendedSha256 = 'ba59926159d2aa256eb8739b8da7e2b574b960e1202c6d624cbe981cef996c91';

/** What the pretended machine lacks or does badly. */
export interface Defects {
  readonly noCompiler?: boolean;
  readonly noPip?: boolean;
  readonly noPython?: boolean;
  readonly noGlibc?: boolean;
  readonly corruptWheel?: boolean;
  readonly compilerFails?: boolean;
  readonly probeFails?: boolean;
  readonly installerWorks?: boolean;
  readonly downloadMs?: number;
}

export interface PretendedWorld extends SetupWorld {
  /** What was run: `probe`, `install`, `pip`, `unpack`, `compile` and so on. */
  readonly ran: string[];
}

export function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'picojoule-setup-'));
}

/** A machine on which no real command is run and no network is used. */
export function pretendedWorld(defects: Defects = {}, arch = 'x64'): PretendedWorld {
  const ran: string[] = [];
  const run = async (
    command: string,
    args: readonly string[],
    options: { readonly cwd?: string },
  ): Promise<RunResult> => {
    const step = stepOf(command, args);
    ran.push(step);
    return steps[step](defects, args, options.cwd ?? '');
  };
  const wheels = wheelsFor('linux', arch).map((pin) => ({ ...pin, sha256: pretendedSha256 }));
  return {
    ran,
    machine: { run, env: { PATH: process.env.PATH }, platform: 'linux', arch, node: 'node' },
    wheels,
    locate: (): TfjsNodePackage => tfjsNodePackage(),
  };
}

type Step = keyof typeof steps;

function stepOf(command: string, args: readonly string[]): Step {
  if (command === 'node') return args[0] === '-e' ? 'probe' : 'install';
  if (command === 'getconf') return 'getconf';
  if (command.startsWith('python')) {
    if (args.includes('download')) return 'pip';
    return args.length === 2 ? 'findPip' : 'unpack';
  }
  return args.includes('--version') ? 'findCompiler' : 'compile';
}

const steps = {
  async probe(defects: Defects, args: readonly string[]): Promise<RunResult> {
    const broken = defects.probeFails || !existsSync(args[2]!);
    return broken ? fail('SIGILL') : ok('TensorFlow 2.21.0');
  },
  async install(defects: Defects, _: readonly string[], cwd: string): Promise<RunResult> {
    if (!defects.installerWorks) return fail('Error: getaddrinfo ENOTFOUND host');
    for (const path of ['lib/napi-v8/tfjs_binding.node', 'deps/lib/libtensorflow.so.2']) {
      await mkdir(join(cwd, path, '..'), { recursive: true });
      await writeFile(join(cwd, path), path);
    }
    await writeFile(join(cwd, 'package.json'), '{}');
    return ok('');
  },
  async getconf(defects: Defects): Promise<RunResult> {
    return defects.noGlibc ? fail('unknown variable') : ok('glibc 2.36\n');
  },
  async findPip(defects: Defects): Promise<RunResult> {
    if (defects.noPython) return missing();
    return defects.noPip ? fail("ModuleNotFoundError: No module named 'pip'") : ok('');
  },
  async pip(defects: Defects, args: readonly string[]): Promise<RunResult> {
    await new Promise((resolve) => setTimeout(resolve, defects.downloadMs ?? 0));
    const dest = args[args.indexOf('--dest') + 1]!;
    await writeFile(join(dest, 'tensorflow.whl'), defects.corruptWheel ? 'wheels' : 'wheel');
    return ok('');
  },
  async unpack(_: Defects, args: readonly string[]): Promise<RunResult> {
    const { files, into, wheel } = JSON.parse(args[2]!);
    for (const name of Object.values<string>(files)) {
      await writeFile(join(into, name), await readFile(wheel));
    }
    return ok('');
  },
  async findCompiler(defects: Defects): Promise<RunResult> {
    return defects.noCompiler ? missing() : ok('g++ 12');
  },
  async compile(defects: Defects, args: readonly string[]): Promise<RunResult> {
    if (defects.compilerFails) return fail('a.cc:1:1: error: expected a declaration\nmore');
    await writeFile(args[args.indexOf('-o') + 1]!, 'binary');
    return ok('');
  },
};

function ok(stdout: string): RunResult {
  return { code: 0, signal: null, stdout, stderr: '' };
}

function fail(stderr: string): RunResult {
  return { code: 1, signal: null, stdout: '', stderr };
}

function missing(): RunResult {
  return { code: null, signal: null, stdout: '', stderr: '', problem: 'missing' };
}
