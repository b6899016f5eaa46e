import { relative, sep } from 'node:path';
import { sourceOf } from './workspace.ts';

type Dependencies = Record<string, string>;
interface Manifest {
  readonly scripts?: Dependencies;
  readonly exports: Record<string, object>;
  readonly dependencies: Dependencies;
  readonly peerDependencies: Dependencies;
  readonly devDependencies: Dependencies;
  readonly [key: string]: unknown;
}

/** Tools that the workspace's root holds for all its packages. */
const ROOT_TOOLS = new Set(['@types/node', 'typescript', 'vitest']);

/** Package files of a plugin outside the workspace: ours come from `sourceOf`. */
export function packageOutside(template: string): string {
  const manifest = JSON.parse(template) as Manifest;
  const own = (dependencies: Dependencies) =>
    mapDependencies(dependencies, (name, version) =>
      version === 'workspace:*' ? sourceOf(name) : version,
    );
  return asText({
    ...manifest,
    dependencies: own(manifest.dependencies),
    peerDependencies: mapDependencies(manifest.peerDependencies, () => '>=0.1.0'),
    devDependencies: own(manifest.devDependencies),
  });
}

/** The same inside the workspace, as its other packages are written. */
export function packageInside(template: string, name: string): string {
  const { scripts: _, ...manifest } = JSON.parse(template) as Manifest;
  const catalogued = (dependencies: Dependencies) =>
    mapDependencies(
      Object.fromEntries(Object.entries(dependencies).filter(([name]) => !ROOT_TOOLS.has(name))),
      (_, version) => (version === 'workspace:*' ? version : 'catalog:'),
    );
  return asText({
    ...manifest,
    nx: { tags: ['type:plugin'] },
    exports: { '.': { '@picojoule/source': `./src/${name}.ts`, ...manifest.exports['.'] } },
    dependencies: catalogued(manifest.dependencies),
    devDependencies: catalogued(manifest.devDependencies),
  });
}

export function tsconfigInside(directory: string, workspace: string): string {
  const up = relative(directory, workspace).split(sep).join('/');
  return asText({
    extends: `${up}/tsconfig.base.json`,
    compilerOptions: {
      rootDir: 'src',
      outDir: 'dist',
      tsBuildInfoFile: 'dist/tsconfig.tsbuildinfo',
    },
    include: ['src'],
    exclude: ['src/**/*.test.ts', 'src/**/*.test-d.ts'],
    references: [{ path: `${up}/packages/spec` }],
  });
}

const mapDependencies = (
  dependencies: Dependencies,
  version: (name: string, version: string) => string,
): Dependencies =>
  Object.fromEntries(Object.entries(dependencies).map(([name, v]) => [name, version(name, v)]));

const asText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
