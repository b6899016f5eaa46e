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

/**
 * The libraries and C headers of the pinned wheels, and the package's binding compiled against
 * them. Everything that can be missing is looked for before the long download.
 */
export async function buildWithWheel(context: WayContext): Promise<BuiltBinding> {
  const { machine, tfjsNode, wheels, workDir, report } = context;
  if (wheels.length === 0) {
    throw new WayFailure(`no TensorFlow wheel is pinned for ${machine.platform} ${machine.arch}`);
  }
  const compiler = await findCompiler(machine);
  const python = await findPip(machine);
  await checkGlibc(context, wheels[0]!);
  await checkSpace(workDir);

  const scratch = join(workDir, 'scratch');
  const include = join(scratch, 'include');
  await mkdir(scratch);
  for (const pin of wheels) {
    report(`Downloading ${pin.project} ${pin.version} with pip (${pin.megabytes} MB)`);
    const wheel = await downloadWheel(machine, python, pin, scratch);
    report('Its SHA-256 is the pinned one; unpacking what is needed of it');
    const sources = [...tfjsNode.sources, ...tfjsNode.headers, ...fusedKernels];
    const { headers, files } = pin;
    await unpackWheel(machine, python, { wheel, sources, headers, include, files, into: workDir });
    await rm(wheel);
  }
  report('Compiling the binding and our kernels');
  const binding = 'tfjs_binding.node';
  const files = wheels.flatMap((pin) => Object.values(pin.files));
  const libraries = files.filter((name) => name.includes('.so'));
  const hasOneDnn = libraries.includes('libdnnl.so.3');
  await compileBinding(machine, compiler, {
    sources: [...tfjsNode.sources.map((path) => ({ path })), ...fusedSources(hasOneDnn)],
    linkFlags: fusedLinkFlags,
    ...{ include, libraries, scratch, output: join(workDir, binding) },
  });
  return { binding, files: [binding, ...files] };
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
