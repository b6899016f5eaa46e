import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildCli, ROOT, runCli } from './built-cli.ts';

const MODELS = join(ROOT, '../shared/data/models');
const names = ['bvlc_alexnet', 'inception_v1', 'resnet50', 'vgg19'];

const cwd = mkdtempSync(join(tmpdir(), 'pj-estimate-time-'));
beforeAll(() => buildCli(), 300_000);
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

test.each(names)(
  'light_%s is imported and priced in less than 1 s of processor time',
  async (name) => {
    const file = join(MODELS, `light_${name}.onnx`);
    if (!existsSync(file)) return console.log('skipped: ../shared/data/models is absent');
    // Other work on the machine stretches the wall clock, hardly the processor time.
    const report =
      'process.on("exit",()=>process.stderr.write(JSON.stringify(process.cpuUsage())))';
    const env = { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(report)}` };
    const args = ['estimate', file, '--energy', 'eyeriss', '--batch', '44', '--bits', '16'];
    const times: number[] = [];
    for (let i = 0; i < 3; i++) {
      const { exitCode, stderr } = await runCli(args, { cwd, env });
      expect(exitCode, stderr).toBe(0);
      const { user, system } = JSON.parse(stderr.slice(stderr.lastIndexOf('{'))) as NodeJS.CpuUsage;
      times.push((user + system) / 1000);
    }
    console.log(`${name}: ${Math.min(...times).toFixed(0)} ms of processor time`);
    expect(Math.min(...times)).toBeLessThan(1000);
  },
  120_000,
);
