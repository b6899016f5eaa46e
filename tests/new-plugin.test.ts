import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { builtins } from '../apps/pj/src/plugins/builtins.ts';
import { buildCli, ROOT, runCli } from './built-cli.ts';
import { linkPackages, toolPath } from './link-packages.ts';
import { runTool } from './run-tool.ts';

const KINDS = Object.keys(builtins);
const PACKAGES = ['valibot', 'vitest', 'typescript', '@types/node'];
const base = mkdtempSync(join(tmpdir(), 'pj-new-plugin-'));
beforeAll(() => buildCli(), 300_000);
afterAll(() => rmSync(base, { recursive: true, force: true }));

test('a new plugin of every kind builds, type checks and passes its tests outside the workspace', async () => {
  const folder = join(base, 'outside');
  mkdirSync(folder);
  for (const kind of KINDS) {
    const { exitCode, stderr } = await runCli(['new', 'plugin', kind, `new-${kind}`], {
      cwd: folder,
    });
    expect(exitCode, stderr).toBe(0);
  }
  linkPackages(folder, ['@picojoule/spec', '@picojoule/testkit', ...PACKAGES]);
  const folders = KINDS.map((kind) => `new-${kind}`);
  await runTool(toolPath('typescript/bin/tsc'), ['-b', ...folders], folder);

  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(testsConfig()));
  await runTool(toolPath('typescript/bin/tsc'), ['-p', '.'], folder);

  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  const output = await runTool(vitest(), ['run', '--root', '.'], folder);
  const files = Number(/Test Files\s+(\d+) passed/.exec(output)?.[1]);
  expect(files, output).toBeGreaterThanOrEqual(2 * KINDS.length);

  for (const kind of KINDS) {
    const module = await import(join(folder, `new-${kind}`, 'dist', `new-${kind}.js`));
    const name = `new${kind[0]!.toUpperCase()}${kind.slice(1)}`;
    expect(module[name].definition).toMatchObject({ kind, name: `new-${kind}` });
  }
}, 240_000);

test('a new plugin inside the workspace looks like the packages there, and type checks', async () => {
  const workspace = join(base, 'workspace');
  mkdirSync(join(workspace, 'packages'), { recursive: true });
  for (const name of ['pnpm-workspace.yaml', 'tsconfig.base.json'])
    cpSync(join(ROOT, name), join(workspace, name));
  for (const name of ['spec', 'testkit'])
    symlinkSync(join(ROOT, 'packages', name), join(workspace, 'packages', name), 'dir');
  linkPackages(workspace, ['@picojoule/spec', '@picojoule/testkit', ...PACKAGES]);

  const { exitCode, stderr } = await runCli(['new', 'plugin', 'energy', 'new-model'], {
    cwd: workspace,
  });
  expect(exitCode, stderr).toBe(0);
  const folder = join(workspace, 'packages', 'new-model');
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const model = JSON.parse(readFileSync(join(ROOT, 'packages/energy/package.json'), 'utf8'));
  expect(Object.keys(manifest.exports['.'])).toEqual(Object.keys(model.exports['.']));
  expect(manifest.nx).toEqual(model.nx);
  expect(manifest.dependencies).toEqual({ valibot: 'catalog:' });
  expect(manifest.devDependencies).toEqual({
    '@picojoule/spec': 'workspace:*',
    '@picojoule/testkit': 'workspace:*',
  });
  await runTool(toolPath('typescript/bin/tsc'), ['-p', folder], workspace);
}, 120_000);

test('the versions in the templates are those of the workspace', () => {
  const catalog = readFileSync(join(ROOT, 'pnpm-workspace.yaml'), 'utf8');
  const template = join(ROOT, 'apps/pj/templates/common/package.json');
  const { dependencies, devDependencies } = JSON.parse(readFileSync(template, 'utf8'));
  const versions = Object.entries<string>({ ...dependencies, ...devDependencies });
  for (const [name, version] of versions.filter(([, version]) => version !== 'workspace:*')) {
    const stated = catalog.split('\n').map((line) => line.trim().replaceAll(/["']/g, ''));
    expect(stated).toContain(`${name}: ${version}`);
  }
});

const vitest = () => join(toolPath('vitest/package.json'), '..', 'vitest.mjs');

/** The tests too, which a plugin's own build leaves out. */
const testsConfig = () => ({
  extends: `./new-${KINDS[0]}/tsconfig.json`,
  compilerOptions: {
    composite: false,
    noEmit: true,
    allowImportingTsExtensions: true,
    rootDir: '.',
    tsBuildInfoFile: null,
  },
  include: ['*/src'],
  exclude: [],
});
