import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { WayFailure } from './failure.ts';
import type { Machine } from './machine.ts';
import { nodeApiHeaders } from './package.ts';
import { NAPI_VERSION } from './pins.ts';
import { whyItFailed } from './run.ts';

export interface Source {
  readonly path: string;
  readonly flags?: readonly string[];
}

export interface CompileOptions {
  readonly sources: readonly Source[];
  readonly linkFlags?: readonly string[];
  readonly include: string;
  /** The libraries the binding needs beside it when it is loaded. */
  readonly libraries: readonly string[];
  readonly scratch: string;
  readonly output: string;
}

/** A compiler as a command and its first arguments: `CXX` may be `ccache g++`. */
export type Compiler = readonly [command: string, ...args: string[]];

const timeoutMs = 300_000;

/**
 * The C++ compiler of the machine: `$CXX`, or the first of g++, c++ and clang++.
 * @throws WayFailure when there is none.
 */
export async function findCompiler({ run, env }: Machine): Promise<Compiler> {
  const [command, ...args] = env.CXX?.split(/\s+/).filter((word) => word !== '') ?? [];
  const candidates: Compiler[] = command === undefined ? [] : [[command, ...args]];
  for (const [program, ...first] of [...candidates, ['g++'], ['c++'], ['clang++']] as Compiler[]) {
    const result = await run(program, [...first, '--version'], { env, timeoutMs: 30_000 });
    if (result.code === 0) return [program, ...first];
  }
  throw new WayFailure('no C++ compiler was found (g++, c++ or clang++)');
}

/**
 * Compiles the binding, so that it finds its libraries in its own folder wherever that is moved.
 * @throws WayFailure with the compiler's first error.
 */
export async function compileBinding(
  machine: Machine,
  compiler: Compiler,
  { sources, linkFlags = [], include, libraries, scratch, output }: CompileOptions,
): Promise<void> {
  const objects = join(scratch, 'objects');
  await mkdir(objects);
  const target = ({ path }: Source) => join(objects, `${basename(path)}.o`);
  const compile = (source: Source) =>
    invoke(machine, compiler, [
      ...['-std=c++17', '-O2', '-fPIC', '-w', `-DNAPI_VERSION=${NAPI_VERSION}`],
      ...(source.flags ?? []),
      ...[`-I${nodeApiHeaders()}`, `-I${include}`, '-c', source.path, '-o', target(source)],
    ]);
  await Promise.all(sources.map(compile));
  const stubs = await makeStubs(machine, compiler, libraries, scratch);
  await invoke(machine, compiler, [
    ...['-shared', ...sources.map(target), ...linkFlags, '-o', output],
    ...['-Wl,--no-as-needed', ...stubs, '-Wl,-rpath,$ORIGIN'],
  ]);
}

/**
 * Empty libraries of the same names: the linker only needs the names, and reading the symbols of
 * the real ones (0.8 GB) would take it a quarter of a minute. The probe then resolves them all.
 */
async function makeStubs(
  machine: Machine,
  compiler: Compiler,
  libraries: readonly string[],
  scratch: string,
): Promise<string[]> {
  const empty = join(scratch, 'empty.cc');
  await writeFile(empty, '');
  const makeStub = async (name: string) => {
    const stub = join(scratch, name);
    await invoke(machine, compiler, ['-shared', `-Wl,-soname,${name}`, empty, '-o', stub]);
    return stub;
  };
  return Promise.all(libraries.map(makeStub));
}

async function invoke(
  { run, env }: Machine,
  [command, ...first]: Compiler,
  args: readonly string[],
): Promise<void> {
  const result = await run(command, [...first, ...args], { env, timeoutMs });
  if (result.code !== 0) throw new WayFailure(whyItFailed('the C++ compiler', result));
}
