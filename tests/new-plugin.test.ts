import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { builtins } from '../apps/pj/src/plugins/builtins.ts';
import { buildCli, ROOT, runCli } from './built-cli.ts';
import { linkPackages, toolPath } from './link-packages.ts';
import { ownEnvironment, runTool } from './run-tool.ts';

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
    const module = await import(join(folder, `new-${kind}`, 'dist', 'index.js'));
    const name = `new${kind[0]!.toUpperCase()}${kind.slice(1)}`;
    expect(module[name].definition).toMatchObject({ kind, name: `new-${kind}` });
  }
}, 240_000);

const { packageManager } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
test.each([
  ['npm', ['npm']],
  [
    'pnpm',
    ['npm', 'exec', '--yes', '--prefer-offline', `--package=${packageManager}`, '--', 'pnpm'],
  ],
])(
  '%s installs, builds and tests a new plugin outside the workspace',
  async (name, manager) => {
    const cwd = join(base, name);
    mkdirSync(cwd);
    await runCli(['new', 'plugin', 'reporter', 'my-reporter'], { cwd });
    const [command, ...args] = manager as [string, ...string[]];
    for (const task of [['install', '--prefer-offline'], ['run', 'build'], ['test']])
      execFileSync(command, [...args, ...task], {
        cwd: join(cwd, 'my-reporter'),
        stdio: 'pipe',
        env: ownEnvironment(),
      });
  },
  240_000,
);

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
