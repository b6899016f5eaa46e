import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type BuildWay, buildDir, nativeDir, publishBuild, writeManifest } from './build-folder.ts';
import { reasonOf, WayFailure } from './failure.ts';
import { bindingCandidates } from './find.ts';
import { withLock } from './lock.ts';
import { defaultCacheDir, type Machine, thisMachine } from './machine.ts';
import { makeFolder } from './make-folder.ts';
import { type TfjsNodePackage, tfjsNodePackage } from './package.ts';
import { TFJS_NODE_VERSION, type WheelPin, wheelsFor } from './pins.ts';
import { probeBinding } from './probe.ts';
import { prune } from './prune.ts';
import { buildWithInstaller } from './ways/installer.ts';
import type { BuiltBinding, WayContext } from './ways/way.ts';
import { buildWithWheel } from './ways/wheel.ts';

export type Way = 'existing' | BuildWay | 'wasm';

export interface Attempt {
  readonly way: Way;
  readonly ok: boolean;
  /** One line: why it failed, or what was found or made. */
  readonly reason: string;
}

export interface SetupResult {
  /** The way that worked. */
  readonly way: Way;
  /** Absent for wasm, which needs no binding. */
  readonly bindingPath?: string;
  readonly detail: string;
  /** All ways that were tried, in order. */
  readonly attempts: readonly Attempt[];
}

export interface SetupOptions {
  /** The cache of Picojoule; `$XDG_CACHE_HOME/picojoule` or `~/.cache/picojoule` by default. */
  readonly cacheDir?: string;
  /** Receives one line of progress at a time. */
  readonly report: (line: string) => void;
  /** Only these ways, in the usual order; all by default. Wasm is always the last. */
  readonly ways?: readonly Way[];
}

/** The parts of the outside world that tests replace. */
export interface SetupWorld {
  readonly machine: Machine;
  readonly locate: () => TfjsNodePackage;
  readonly wheels: readonly WheelPin[];
}

interface Success {
  readonly bindingPath: string;
  readonly detail: string;
}

const builders = { installer: buildWithInstaller, wheel: buildWithWheel };
const wasmNotice = 'wasm needs no set-up, but is slower than the native library: 8 times or more';

/**
 * Sets the native library up by the first way that works: a binding that is already there, the
 * package's own installer, the TensorFlow wheel with a local compilation, and otherwise wasm.
 * What is made is kept in the user cache. Safe to repeat, to interrupt, and to run twice at once.
 *
 * Never rejects because a way failed: the reasons are in `attempts`, one line each.
 */
export async function setupNative(
  { cacheDir, report, ways = ['existing', 'installer', 'wheel', 'wasm'] }: SetupOptions,
  world: SetupWorld = realWorld(),
): Promise<SetupResult> {
  const cache = cacheDir ?? defaultCacheDir(world.machine.env);
  const attempts: Attempt[] = [];
  const attempt = async (way: Way, action: () => Promise<Success>) => {
    try {
      const success = await action();
      attempts.push({ way, ok: true, reason: success.detail });
      report(success.detail);
      return { way, ...success, attempts };
    } catch (error) {
      const reason = reasonOf(error);
      attempts.push({ way, ok: false, reason });
      report(`${names[way]}: ${reason}`);
      return undefined;
    }
  };
  if (ways.includes('existing')) {
    const found = await attempt('existing', () => useExisting(cache, world));
    if (found !== undefined) return found;
  }
  for (const way of ['installer', 'wheel'] as const) {
    if (!ways.includes(way)) continue;
    const built = await attempt(way, () => build(way, cache, world, report));
    if (built !== undefined) return built;
  }
  attempts.push({ way: 'wasm', ok: true, reason: wasmNotice });
  report(`No native library: ${wasmNotice}`);
  return { way: 'wasm', detail: wasmNotice, attempts };
}

const names: Readonly<Record<Way, string>> = {
  existing: 'Existing library',
  installer: 'Own installer',
  wheel: 'TensorFlow wheel',
  wasm: 'Wasm',
};

function realWorld(): SetupWorld {
  const machine = thisMachine();
  return { machine, locate: tfjsNodePackage, wheels: wheelsFor(machine.platform, machine.arch) };
}

async function useExisting(cacheDir: string, world: SetupWorld): Promise<Success> {
  let reason = 'none found';
  for (const { bindingPath } of bindingCandidates({ cacheDir }, world.machine, world.locate)) {
    try {
      return ready(bindingPath, await probeBinding(bindingPath, world.machine));
    } catch (error) {
      reason = `${bindingPath} does not work: ${reasonOf(error)}`;
    }
  }
  throw new WayFailure(reason);
}

async function build(
  way: BuildWay,
  cacheDir: string,
  world: SetupWorld,
  report: (line: string) => void,
): Promise<Success> {
  const { machine, wheels } = world;
  const tfjsNode = world.locate();
  if (tfjsNode.version !== TFJS_NODE_VERSION) {
    throw new WayFailure(`@tensorflow/tfjs-node is ${tfjsNode.version}, not ${TFJS_NODE_VERSION}`);
  }
  const dir = buildDir(cacheDir, way, machine.platform, machine.arch);
  await makeFolder(dirname(dir));
  const onWait = () => report('Another process is setting the library up; waiting for it');
  return withLock(
    join(nativeDir(cacheDir), 'lock'),
    async () => {
      const other = await useExisting(cacheDir, world).catch(() => undefined);
      if (other !== undefined) return other;
      await removeLeftovers(nativeDir(cacheDir));
      const workDir = await mkdtemp(join(nativeDir(cacheDir), 'tmp-'));
      try {
        const context: WayContext = { machine, tfjsNode, wheels, workDir, report };
        return await finish(way, await builders[way](context), context, dir);
      } finally {
        await rm(workDir, { recursive: true, force: true });
      }
    },
    { onWait },
  );
}

async function finish(
  way: BuildWay,
  { binding, files }: BuiltBinding,
  { machine, workDir, report }: WayContext,
  dir: string,
): Promise<Success> {
  report('Trying the library');
  const tensorflow = await probeBinding(join(workDir, binding), machine);
  await prune(workDir, files);
  await writeManifest(workDir, { way, tensorflow, binding }, files);
  await publishBuild(workDir, dir);
  return ready(join(dir, binding), tensorflow);
}

function ready(bindingPath: string, tensorflow: string): Success {
  return { bindingPath, detail: `Native library ready: TensorFlow ${tensorflow}, ${bindingPath}` };
}

async function removeLeftovers(dir: string): Promise<void> {
  for (const name of await readdir(dir)) {
    if (name.startsWith('tmp-')) await rm(join(dir, name), { recursive: true, force: true });
  }
}
