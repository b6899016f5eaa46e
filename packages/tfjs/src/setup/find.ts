import { existsSync } from 'node:fs';
import { type BuildWay, buildDir, readBuild } from './build-folder.ts';
import { defaultCacheDir, type Machine, thisMachine } from './machine.ts';
import { type TfjsNodePackage, tfjsNodePackage } from './package.ts';
import { TFJS_NODE_VERSION } from './pins.ts';

export interface FoundBinding {
  readonly bindingPath: string;
  /** Our cache, by the way it was made, or the package's own folder. */
  readonly from: BuildWay | 'package';
  /** The version of TensorFlow, where it was noted. */
  readonly tensorflow?: string;
}

export interface FindOptions {
  /** The cache of Picojoule; `$XDG_CACHE_HOME/picojoule` or `~/.cache/picojoule` by default. */
  readonly cacheDir?: string;
}

/**
 * Finds a native binding that was set up earlier, without loading it: a few file look-ups, under
 * a millisecond. Builds in the user cache come before the package's own. Never throws; undefined
 * means that `pj setup native` has not been run, or that its files were removed or cut short.
 */
export function findNativeBinding(
  options: FindOptions = {},
  machine: Pick<Machine, 'env' | 'platform' | 'arch'> = thisMachine(),
  locate: () => TfjsNodePackage = tfjsNodePackage,
): FoundBinding | undefined {
  return bindingCandidates(options, machine, locate)[0];
}

/** All bindings that could be used, the best first. */
export function bindingCandidates(
  { cacheDir }: FindOptions,
  { env, platform, arch }: Pick<Machine, 'env' | 'platform' | 'arch'>,
  locate: () => TfjsNodePackage,
): FoundBinding[] {
  const cache = cacheDir ?? defaultCacheDir(env);
  const found: FoundBinding[] = [];
  for (const way of ['wheel', 'installer'] as const) {
    const build = readBuild(buildDir(cache, way, platform, arch));
    if (build === undefined) continue;
    found.push({ bindingPath: build.bindingPath, from: way, tensorflow: build.tensorflow });
  }
  const own = ownBinding(locate);
  if (own !== undefined) found.push({ bindingPath: own, from: 'package' });
  return found;
}

function ownBinding(locate: () => TfjsNodePackage): string | undefined {
  try {
    const { ownBinding, ownLibraries, version } = locate();
    const complete = version === TFJS_NODE_VERSION && existsSync(ownBinding);
    return complete && existsSync(ownLibraries) ? ownBinding : undefined;
  } catch {
    return undefined;
  }
}
