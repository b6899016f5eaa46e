import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/** Where `@tensorflow/tfjs-node` is installed, and what its scripts need to run elsewhere. */
export interface TfjsNodePackage {
  readonly dir: string;
  readonly version: string;
  /** The C++ sources of the binding, and the headers they share. */
  readonly sources: readonly string[];
  readonly headers: readonly string[];
  /** Where the package itself would keep a binding, and the library that goes with it. */
  readonly ownBinding: string;
  readonly ownLibraries: string;
}

/**
 * Finds `@tensorflow/tfjs-node` without loading it.
 * @throws an Error of Node.js (`MODULE_NOT_FOUND`) when it is not installed.
 */
export function tfjsNodePackage(): TfjsNodePackage {
  const manifest = require.resolve('@tensorflow/tfjs-node/package.json');
  const dir = dirname(manifest);
  const source = (name: string) => join(dir, 'binding', name);
  return {
    dir,
    version: JSON.parse(readFileSync(manifest, 'utf8')).version,
    sources: ['tfjs_backend.cc', 'tfjs_binding.cc'].map(source),
    headers: [
      'napi_auto_ref.h',
      'tf_auto_status.h',
      'tf_auto_tensor.h',
      'tfe_auto_op.h',
      'tfjs_backend.h',
      'utils.h',
    ].map(source),
    ownBinding: join(dir, 'lib', 'napi-v8', 'tfjs_binding.node'),
    ownLibraries: join(dir, 'deps', 'lib'),
  };
}

/** The folder of `node_api.h`. */
export function nodeApiHeaders(): string {
  return require('node-api-headers').include_dir;
}

/**
 * The environment in which a copy of the package finds the dependencies of the original, and its
 * install script the `node-pre-gyp` command.
 */
export function dependencyEnv(dir: string, path: string | undefined): Record<string, string> {
  const fromPackage = createRequire(join(dir, 'package.json'));
  const folders = fromPackage.resolve.paths('any') ?? [];
  const preGyp = join(dirname(fromPackage.resolve('@mapbox/node-pre-gyp/package.json')), 'bin');
  return {
    NODE_PATH: folders.join(delimiter),
    PATH: path === undefined ? preGyp : `${preGyp}${delimiter}${path}`,
  };
}
