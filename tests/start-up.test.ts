import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commands } from '../apps/pj/src/commands.ts';
import { buildCli, ROOT, runCli } from './built-cli.ts';

const base = mkdtempSync(join(tmpdir(), 'pj-start-up-'));
beforeAll(() => buildCli(), 300_000);
afterAll(() => rmSync(base, { recursive: true, force: true }));

test('pj --help takes less than 0.4 s of processor time', async () => {
  // Other work on the machine stretches the wall clock, hardly the processor time.
  const report = 'process.on("exit",()=>process.stderr.write(JSON.stringify(process.cpuUsage())))';
  const env = { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(report)}` };
  const times: number[] = [];
  const clocks: number[] = [];
  for (let i = 0; i < 5; i++) {
    const { stderr, milliseconds } = await runCli(['--help'], { cwd: base, env });
    const { user, system } = JSON.parse(stderr) as NodeJS.CpuUsage;
    times.push((user + system) / 1000);
    clocks.push(milliseconds);
  }
  const [time, clock] = [Math.min(...times), Math.min(...clocks)];
  console.log(`pj --help: ${time.toFixed(0)} ms of processor time, ${clock.toFixed(0)} ms in all`);
  expect(time).toBeLessThan(400);
}, 60_000);

test.each(Object.keys(commands))('pj %s --help shows its options and an example', async (name) => {
  const { exitCode, stdout } = await runCli([...name.split(' '), '--help'], { cwd: base });
  expect(exitCode).toBe(0);
  expect(stdout).toContain('--format');
  expect(stdout).toMatch(new RegExp(`EXAMPLE\\s+pj ${name}`));
});

test.each([
  ['setup', 'pj setup native'],
  ['new', 'pj new plugin energy my-model'],
])('pj %s --help shows the commands that begin so', async (word, example) => {
  for (const flag of ['--help', '-h']) {
    const { exitCode, stdout } = await runCli([word, flag], { cwd: base });
    expect(exitCode).toBe(0);
    expect(stdout).toContain(example);
  }
});

test('the quickstart says what it does without doing it', () => {
  const { status, stdout } = spawnSync(
    process.execPath,
    [join(ROOT, 'tools/quickstart.mjs'), '--help'],
    { encoding: 'utf8', timeout: 10_000 },
  );
  expect(status).toBe(0);
  expect(stdout).toContain('npm run quickstart -- --folder');
  expect(stdout).not.toMatch(/Installing|Building|Setting up/);
});

test('without a build one line says what to run', () => {
  const app = join(base, 'app');
  cpSync(join(ROOT, 'apps/pj/bin'), join(app, 'bin'), { recursive: true });
  const { status, stderr } = spawnSync(process.execPath, [join(app, 'bin/pj.js')], {
    encoding: 'utf8',
  });
  expect(status).toBe(1);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(stderr).toContain('npm run build');
});

test('a reader that stops reading is no failure', () => {
  const pj = join(ROOT, 'apps/pj/bin/pj.js');
  const { status, stderr } = spawnSync(
    'sh',
    ['-c', `"$0" "${pj}" --help | head -1`, process.execPath],
    {
      encoding: 'utf8',
    },
  );
  expect(status).toBe(0);
  expect(stderr).toBe('');
});
