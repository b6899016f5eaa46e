import { readFileSync, statSync } from 'node:fs';
import { chmod, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fusedKernelsDigest } from './fused-kernels.ts';
import { NAPI_VERSION, TENSORFLOW_VERSION, TFJS_NODE_VERSION } from './pins.ts';

/** The ways that leave a build in the cache. */
export type BuildWay = 'installer' | 'wheel';

const manifestName = 'picojoule.json';

interface Manifest {
  readonly way: BuildWay;
  readonly tensorflow: string;
  /** Relative to the folder, as are the files. */
  readonly binding: string;
  readonly files: Readonly<Record<string, number>>;
}

export interface CachedBuild {
  readonly way: BuildWay;
  readonly dir: string;
  readonly bindingPath: string;
  readonly tensorflow: string;
}

/** The folder below the cache that holds all builds, and the lock. */
export function nativeDir(cacheDir: string): string {
  return join(cacheDir, 'native');
}

/** The folder of one build, named by everything it depends on. */
export function buildDir(cacheDir: string, way: BuildWay, platform: string, arch: string): string {
  const library =
    way === 'wheel'
      ? `tensorflow-${TENSORFLOW_VERSION}-kernels-${fusedKernelsDigest()}`
      : 'installer';
  const name = `tfjs-node-${TFJS_NODE_VERSION}-${library}-napi${NAPI_VERSION}-${platform}-${arch}`;
  return join(nativeDir(cacheDir), name);
}

/** Reads a build back; undefined when there is none, or when a file is missing or cut short. */
export function readBuild(dir: string): CachedBuild | undefined {
  try {
    const manifest: Manifest = JSON.parse(readFileSync(join(dir, manifestName), 'utf8'));
    const whole = Object.entries(manifest.files).every(
      ([name, bytes]) => statSync(join(dir, name)).size === bytes,
    );
    if (!whole || manifest.files[manifest.binding] === undefined) return undefined;
    const { way, tensorflow } = manifest;
    return { way, dir, bindingPath: join(dir, manifest.binding), tensorflow };
  } catch {
    return undefined;
  }
}

/** Writes the manifest: the last file of a build, so that a build without it is not complete. */
export async function writeManifest(
  dir: string,
  { way, tensorflow, binding }: Omit<Manifest, 'files'>,
  names: readonly string[],
): Promise<void> {
  const files: Record<string, number> = {};
  for (const name of names) files[name] = (await stat(join(dir, name))).size;
  const manifest: Manifest = { way, tensorflow, binding, files };
  await writeFile(join(dir, manifestName), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** Puts a complete build in its place, at once; what stood there is removed. */
export async function publishBuild(temporary: string, dir: string): Promise<void> {
  // Temporary folders are private; a cache may be shared, for instance in a container image.
  await chmod(temporary, 0o755);
  const old = `${temporary}-old`;
  await rename(dir, old).catch(ignoreMissing);
  await rename(temporary, dir);
  await rm(old, { recursive: true, force: true });
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
