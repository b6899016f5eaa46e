import type { PluginName } from './plugin-name.ts';
import { type Files, fillTemplate } from './template.ts';
import { sourceOf } from './workspace.ts';

type Dependencies = Record<string, string>;
interface Manifest {
  readonly scripts: Dependencies;
  readonly exports: Record<string, object>;
  readonly dependencies: Dependencies;
  readonly peerDependencies: Dependencies;
  readonly devDependencies: Dependencies;
  readonly [key: string]: unknown;
}

export interface PackageFiles {
  readonly packageName: string;
  readonly files: Files;
}

/** A package of its own: of ours it needs the contracts as a peer, and the laws for its tests. */
export function filesOutside(template: Readonly<Files>, name: PluginName): PackageFiles {
  const files = fillTemplate(template, name, name.kebab);
  const manifest = JSON.parse(files['package.json']!) as Manifest;
  const ours = Object.entries(manifest.devDependencies)
    .filter(([, version]) => version === 'workspace:*')
    .map(([name]) => [name, sourceOf(name)] as const);
  const folders = ours.filter(([, source]) => source.startsWith('file:'));
  files['package.json'] = asText({
    ...manifest,
    peerDependencies: { '@picojoule/spec': '>=0.1.0' },
    devDependencies: { ...manifest.devDependencies, ...Object.fromEntries(ours) },
    // npm links a folder; pnpm would copy it, and then look for the workspace around it.
    ...(folders.length > 0 && {
      pnpm: {
        overrides: Object.fromEntries(
          folders.map(([name, source]) => [name, source.replace('file:', 'link:')]),
        ),
      },
    }),
  });
  return { packageName: name.kebab, files };
}

/** A member of the workspace, as its siblings are written; its page stands with theirs. */
export function filesInside(template: Readonly<Files>, name: PluginName): PackageFiles {
  const packageName = `@picojoule/${name.kebab}`;
  const { [`docs/${name.kebab}.md`]: page, ...files } = fillTemplate(template, name, packageName);
  const manifest = JSON.parse(files['package.json']!) as Manifest;
  const { scripts: _, peerDependencies: __, ...common } = manifest;
  return {
    packageName,
    files: {
      ...files,
      'package.json': asText({
        ...common,
        nx: { tags: ['type:plugin'] },
        files: ['dist', 'src', '!**/*.test.ts', '!**/*.test-d.ts', '!**/*.tsbuildinfo'],
        exports: { '.': { '@picojoule/source': './src/index.ts', ...manifest.exports['.'] } },
        dependencies: { '@picojoule/spec': 'workspace:*', valibot: 'catalog:' },
        devDependencies: { '@picojoule/testkit': 'workspace:*' },
      }),
      'tsconfig.json': asText(TSCONFIG),
      'vitest.config.ts': `export { default } from '../../vitest.config.ts';\n`,
      [`../../docs/plugins/${name.kebab}.md`]: page!,
    },
  };
}

/** As `npm run gen` leaves it. */
const TSCONFIG = {
  extends: '../../tsconfig.base.json',
  compilerOptions: {
    rootDir: 'src',
    outDir: 'dist',
    tsBuildInfoFile: 'dist/tsconfig.tsbuildinfo',
  },
  include: ['src'],
  exclude: ['src/**/*.test.ts', 'src/**/*.test-d.ts', 'src/**/testing.ts'],
  references: [{ path: '../../packages/spec' }],
};

const asText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
