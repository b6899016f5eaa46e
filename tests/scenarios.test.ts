import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildCli, runCli } from './built-cli.ts';
import type { Scenario } from './scenario.ts';

const FOLDER = join(import.meta.dirname, 'scenarios');
/** No scenario of bad input may come near this. */
const SLOWEST_MS = 30_000;

const base = mkdtempSync(join(tmpdir(), 'pj-scenarios-'));
beforeAll(() => buildCli(), 300_000);
afterAll(() => rmSync(base, { recursive: true, force: true }));

describe('pj', () => {
  for (const name of readdirSync(FOLDER)) {
    test.concurrent(name.replaceAll('-', ' '), { timeout: 120_000 }, (context) =>
      play(name, context),
    );
  }
});

async function play(name: string, context: { skip(note?: string): void }): Promise<void> {
  const { default: scenario } = (await import(join(FOLDER, name, 'scenario.ts'))) as {
    default: Scenario;
  };
  const reason = scenario.skip?.();
  if (reason !== undefined) {
    console.log(`skipped "${name}": ${reason}`);
    return context.skip(reason);
  }
  const cwd = mkdtempSync(join(base, 'run-'));
  const files = join(FOLDER, name, 'files');
  // Wrong on purpose, some of them: the ending keeps checkers and formatters away.
  for (const file of existsSync(files) ? readdirSync(files) : [])
    copyFileSync(join(files, file), join(cwd, file.replace(/\.fixture$/, '')));
  await scenario.prepare?.(cwd);
  const env = Object.fromEntries(
    Object.entries(scenario.env ?? {}).map(([key, value]) => [
      key,
      value.replaceAll('FOLDER', cwd),
    ]),
  );
  const { exitCode, stdout, stderr, milliseconds } = await runCli(scenario.args, { cwd, env });
  const all = `stdout:\n${stdout}\nstderr:\n${stderr}`;
  expect(exitCode, all).toBe(scenario.exitCode);
  for (const pattern of scenario.stdout ?? []) expect(stdout, all).toMatch(pattern);
  for (const pattern of scenario.stderr ?? []) expect(stderr, all).toMatch(pattern);
  // What fails says so on stderr alone, with a next step, and never shows a stack.
  expect(stderr, all).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
  if (exitCode !== 0 && stdout === '') expect(stderr, all).toMatch(/^error [A-Z_]+: .+\n {2}\S/m);
  expect(stderr, all).not.toContain('error BUG');
  if (exitCode !== 0) expect(milliseconds).toBeLessThan(SLOWEST_MS);
  await scenario.after?.(cwd, stdout);
}
