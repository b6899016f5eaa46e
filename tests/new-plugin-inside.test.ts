import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { builtins } from '../apps/pj/src/plugins/builtins.ts';
import { buildCli, ROOT, runCli } from './built-cli.ts';
import { runTool } from './run-tool.ts';

const KINDS = Object.keys(builtins);
const CHECKS = ['types', 'format', 'lint', 'unused', 'generated', 'docs'];
const base = mkdtempSync(join(tmpdir(), 'pj-new-plugin-inside-'));
const workspace = join(base, 'workspace');
beforeAll(async () => {
  await buildCli();
  const made = ['node_modules', 'dist', '.git', '.nx', 'runs'];
  const own = (path: string) => path === ROOT || !made.includes(basename(path));
  cpSync(ROOT, workspace, { recursive: true, filter: own });
}, 300_000);
afterAll(() => rmSync(base, { recursive: true, force: true }));

test('what is called already is not made again', async () => {
  for (const name of ['eyeriss', 'energy', 'pj']) {
    const { exitCode, stderr } = await newPlugin('energy', name);
    expect(exitCode, stderr).toBe(name === 'pj' ? 1 : 2);
  }
});

test('a new plugin of every kind passes the checks of the workspace and its own tests', async () => {
  for (const kind of KINDS) {
    const { exitCode, stderr } = await newPlugin(kind, `new-${kind}`);
    expect(exitCode, stderr).toBe(0);
  }
  // As the command says to go on.
  await tool('tools/pnpm.mjs', 'install', '--prefer-offline', '--no-frozen-lockfile');
  await tool('tools/gen-references.mjs');
  await tool('node_modules/@biomejs/biome/bin/biome', 'check', '--write');

  const folders = KINDS.map((kind) => `packages/new-${kind}`);
  await tool('node_modules/typescript/bin/tsc', '-b', ...folders);
  await tool('tools/check.mjs', ...CHECKS);
  const output = await tool(
    'node_modules/vitest/vitest.mjs',
    ...['run', 'tools/checks/plugin-pages.test.mjs', ...folders],
  );
  const files = Number(/Test Files\s+(\d+) passed/.exec(output)?.[1]);
  expect(files, output).toBeGreaterThanOrEqual(2 * KINDS.length + 1);
}, 400_000);

test('its manifest has what those of its siblings have', () => {
  const read = (name: string) =>
    JSON.parse(readFileSync(join(workspace, 'packages', name, 'package.json'), 'utf8'));
  const [made, sibling] = [read('new-energy'), read('train')];
  expect(Object.keys(made).sort()).toEqual(Object.keys(sibling).sort());
  for (const key of ['nx', 'files', 'exports']) expect(made[key], key).toEqual(sibling[key]);
  // The sibling has some of its own.
  expect(sibling.dependencies).toMatchObject(made.dependencies);
});

const newPlugin = (kind: string, name: string) =>
  runCli(['new', 'plugin', kind, name], { cwd: workspace });

const tool = (program: string, ...args: string[]) =>
  runTool(join(workspace, program), args, workspace);
