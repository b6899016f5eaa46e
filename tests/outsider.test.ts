import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildCli, ROOT, runCli } from './built-cli.ts';
import { linkPackages, toolPath } from './link-packages.ts';
import { readLedger } from './read-ledger.ts';
import { runTool } from './run-tool.ts';

const LINE = '1,8,8,3,1,0,16,3,3,3,4,0,16,8,8,4,1,0,16,1,1,1,1,1,1\n';
const SMALL = `
import { mnist } from '@picojoule/data';
import { eyeriss } from '@picojoule/energy';
import { resnet } from '@picojoule/nets';
import { defineConfig } from '@picojoule/spec';

export default defineConfig({
  name: 'small',
  model: resnet({ depth: 8, widths: [4, 4, 8], shape: [1, 28, 28] }),
  data: mnist(),
  energy: [eyeriss()],
  train: { savers: [], epochs: 0.02, batchSize: 32 },
});
`;
const base = mkdtempSync(join(tmpdir(), 'pj-outsider-'));
const compose = join(base, 'compose');

beforeAll(async () => {
  await buildCli();
  const plugins = ['energy-plugin', 'saver-plugin'].map((name) => join(base, name));
  // What a package manager would copy: neither build output nor links into our workspace.
  const own = (path: string) => !['node_modules', 'dist'].includes(basename(path));
  cpSync(join(ROOT, 'examples/compose'), compose, { recursive: true, filter: own });
  for (const plugin of plugins) {
    cpSync(join(ROOT, 'examples', basename(plugin)), plugin, { recursive: true, filter: own });
    linkPackages(plugin, ['@picojoule/spec', '@picojoule/testkit', 'valibot', 'vitest']);
    await runTool(toolPath('typescript/bin/tsc'), ['-b'], plugin);
  }

  const ours = ['data', 'energy', 'nets', 'prune', 'spec', 'train'];
  linkPackages(compose, [...ours.map((name) => `@picojoule/${name}`), '@types/node']);
  ['picojoule-energy-45nm', 'picojoule-saver-freeze'].forEach((name, i) => {
    symlinkSync(plugins[i]!, join(compose, 'node_modules', name), 'dir');
  });
  writeFileSync(join(compose, 'network.txt'), LINE);
}, 300_000);
afterAll(() => rmSync(base, { recursive: true, force: true }));

test("a config that composes third parties' plugins with ours type checks", async () => {
  const options = {
    ...{ module: 'nodenext', target: 'es2023', strict: true, noEmit: true, skipLibCheck: true },
    types: ['node'],
  };
  const config = { compilerOptions: options, include: ['pj.config.ts'] };
  writeFileSync(join(compose, 'tsconfig.json'), JSON.stringify(config));
  await runTool(toolPath('typescript/bin/tsc'), ['-p', '.'], compose);
});

test.each(['energy-45nm', 'picojoule-energy-45nm#energy45nm'])(
  'pj prices a network with %s',
  async (name) => {
    const { exitCode, stdout, stderr } = await runCli(
      ['estimate', 'network.txt', '--energy', name, '--format', 'json'],
      { cwd: compose },
    );
    expect(exitCode, stderr).toBe(0);
    const report = JSON.parse(stdout);
    expect(report.summary[0]).toContain('energy-45nm');
    // In pj.config.ts the plugin has an option set, and by package it has its defaults.
    expect(report.summary[0]).toContain(name.includes('#') ? '8 kB SRAM' : '32 kB SRAM');
    const total = report.sections[0].table.rows.at(-1).at(-2);
    const macs = 8 * 8 * 4 * 3 * 3 * 3;
    // By hand, at 16 bit: 6912 MACs and 8 x 8 x (3 + 4) + 108 values from DRAM.
    const multiply = 0.2 * 2 ** (Math.log(3.1 / 0.2) / Math.log(4));
    const fetch = name.includes('#') ? 10 : 20;
    const joules =
      1e-12 * (macs * (multiply + 0.1) + macs * 32 * (fetch / 64) + (448 + 108) * 16 * (1300 / 64));
    expect(total / joules).toBeCloseTo(1, 9);
  },
);

test('pj trains with a saver of a third party beside smd', async () => {
  writeFileSync(join(compose, 'small.config.ts'), SMALL);
  const savers = 'smd,picojoule-saver-freeze#freezeOut';
  const { exitCode, stderr } = await runCli(
    ['train', 'small.config.ts', '--savers', savers, '--folder', 'small'],
    { cwd: compose, timeout: 120_000 },
  );
  expect(exitCode, stderr).toBe(0);
  const ledger = readLedger(join(compose, 'small'));
  const stepsOf = (node: string, pass: string) =>
    ledger
      .filter((row) => row.node === node && row.pass === pass)
      .reduce((steps, row) => steps + (row.executions ?? 1), 0);
  const stem = ledger.find(({ op }) => op === 'Conv')!.node;
  const [stemSteps, lastSteps] = [stem, 'classifier'].map((node) =>
    stepsOf(node, 'weight-gradient'),
  );
  // 2 % of 55 000 images in batches of 32 are 34 steps, of which smd drops some and freezeOut the first layers' part.
  expect(stepsOf(stem, 'forward')).toBe(stepsOf('classifier', 'forward'));
  expect(lastSteps).toBeGreaterThan(0);
  expect(lastSteps).toBeLessThan(34);
  expect(stemSteps).toBeLessThan(lastSteps!);
}, 150_000);

test('a folder without the plugin says what to install', async () => {
  const empty = join(base, 'empty');
  mkdirSync(empty);
  const { exitCode, stderr } = await runCli(
    ['estimate', 'network.txt', '--energy', 'picojoule-energy-45nm#energy45nm'],
    { cwd: empty },
  );
  expect(exitCode).toBe(2);
  expect(stderr).toContain('npm install picojoule-energy-45nm');
});
