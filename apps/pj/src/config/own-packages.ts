import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { workspaceAbove } from '../files/workspace-above.ts';

/** What a config takes plugins and networks from. */
const NAMES = ['spec', 'energy', 'prune', 'train', 'data', 'nets', 'onnx', 'tfjs', 'graph'];

/**
 * Entry files by package name. There is one copy of the contracts, whether or not they are installed
 * beside the config. Where `pj` runs from a checkout, what stands built in its `packages` is there too.
 */
export function ownPackages(): Record<string, string> {
  const root = workspaceAbove(dirname(fileURLToPath(import.meta.url)));
  return { ...(root === undefined ? {} : builtPackages(join(root, 'packages'))), ...installed() };
}

const installed = () =>
  Object.fromEntries(
    NAMES.flatMap((name): [string, string][] => {
      try {
        const specifier = `@picojoule/${name}`;
        return [[specifier, fileURLToPath(import.meta.resolve(specifier))]];
      } catch {
        return [];
      }
    }),
  );

export const builtPackages = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder).flatMap((name): [string, string][] => {
      const [manifest, entry] = [
        join(folder, name, 'package.json'),
        join(folder, name, 'dist/index.js'),
      ];
      if (!existsSync(manifest) || !existsSync(entry)) return [];
      return [[JSON.parse(readFileSync(manifest, 'utf8')).name, entry]];
    }),
  );
