import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nativeDir } from './build-folder.ts';
import { findNativeBinding } from './find.ts';
import { tfjsNodePackage } from './package.ts';
import { setupNative, type Way } from './setup.ts';
import { type Defects, pretendedWorld, temporaryFolder } from './testing.ts';

let cacheDir: string;
beforeEach(async () => {
  cacheDir = await temporaryFolder();
});
afterEach(() => rm(cacheDir, { recursive: true, force: true }));

const silent = { report: () => {} };

// Without the installer where it does not matter: it copies the package, half a second each time.
async function setup(defects: Defects, { arch = 'x64', installer = false } = {}) {
  const world = pretendedWorld(defects, arch);
  const lines: string[] = [];
  const ways: Way[] = installer ? ['existing', 'installer', 'wheel'] : ['existing', 'wheel'];
  const report = (line: string) => lines.push(line);
  const result = await setupNative({ cacheDir, report, ways }, world);
  return { ...result, lines, ran: world.ran };
}

function reasonFor(
  way: string,
  { attempts }: { attempts: readonly { way: string; reason: string }[] },
) {
  return attempts.find((attempt) => attempt.way === way)?.reason;
}

describe('the wheel', () => {
  it('is taken when the installer fails, and leaves only what is needed', async () => {
    const result = await setup({}, { installer: true });
    expect(result.attempts.map(({ way, ok }) => [way, ok])).toEqual([
      ['existing', false],
      ['installer', false],
      ['wheel', true],
    ]);
    expect(reasonFor('installer', result)).toContain('ENOTFOUND');
    expect((await readdir(dirname(result.bindingPath!))).sort()).toEqual([
      'ONEDNN_LICENSE.txt',
      'ONEDNN_THIRD_PARTY.txt',
      'THIRD_PARTY_NOTICES.txt',
      'libdnnl.so.3',
      'libtensorflow_cc.so.2',
      'libtensorflow_framework.so.2',
      'picojoule.json',
      'tfjs_binding.node',
    ]);
    expect(await readdir(nativeDir(cacheDir))).toHaveLength(1);
    expect(findNativeBinding({ cacheDir })?.bindingPath).toBe(result.bindingPath);
  });

  it('is found again without another download', async () => {
    await setup({});
    const second = await setup({});
    expect(second.way).toBe('existing');
    expect(second.ran).toEqual(['probe']);
  });

  it('is built once when two processes ask at once', async () => {
    const world = pretendedWorld({ downloadMs: 300 });
    const lines: string[] = [];
    const ways: Way[] = ['existing', 'wheel'];
    const options = { cacheDir, report: (line: string) => lines.push(line), ways };
    const results = await Promise.all([setupNative(options, world), setupNative(options, world)]);
    expect(world.ran.filter((step) => step === 'pip')).toHaveLength(world.wheels.length);
    expect(results[0].bindingPath).toBe(results[1].bindingPath);
    expect(lines).toContain('Another process is setting the library up; waiting for it');
  });

  it('is built again when a file of it was cut short', async () => {
    const first = await setup({});
    await truncate(join(dirname(first.bindingPath!), 'libtensorflow_cc.so.2'), 1);
    expect(findNativeBinding({ cacheDir })).toBeUndefined();
    expect((await setup({})).way).toBe('wheel');
    expect(findNativeBinding({ cacheDir })?.bindingPath).toBe(first.bindingPath);
  });

  it('is cleared of what an interrupted set-up left', async () => {
    await setup({ noCompiler: true });
    await writeFile(join(nativeDir(cacheDir), 'tmp-interrupted'), 'part of a wheel');
    await setup({});
    expect(await readdir(nativeDir(cacheDir))).toHaveLength(1);
  });
});

describe('a way that fails', () => {
  const cases: [string, Defects, RegExp, string?][] = [
    ['a wheel with another SHA-256', { corruptWheel: true }, /the SHA-256 of tensorflow.whl is/],
    ['no compiler', { noCompiler: true }, /no C\+\+ compiler was found/],
    ['no Python', { noPython: true }, /python3 is not installed/],
    ['no pip', { noPip: true }, /python3 has no pip/],
    ['no glibc', { noGlibc: true }, /needs glibc 2.27/],
    ['a compiler error', { compilerFails: true }, /error: expected a declaration$/],
    ['a library that crashes', { probeFails: true }, /loading the library ended/],
    ['an unknown processor', {}, /no TensorFlow wheel is pinned for linux riscv64/, 'riscv64'],
  ];
  it.each(cases)('gives one line for %s, and wasm', async (_, defects, reason, arch) => {
    const result = await setup(defects, { arch: arch ?? 'x64' });
    expect(result.way).toBe('wasm');
    expect(result.detail).toContain('8 times');
    expect(result.bindingPath).toBeUndefined();
    expect(reasonFor('wheel', result)).toMatch(reason);
    for (const line of result.lines) expect(line).not.toContain('\n');
    expect(await readdir(nativeDir(cacheDir))).toEqual([]);
  });

  it('downloads nothing when something is missing', async () => {
    for (const defects of [{ noCompiler: true }, { noPip: true }, { noGlibc: true }]) {
      expect((await setup(defects)).ran).not.toContain('pip');
    }
  });

  it('says that the cache cannot be written', async () => {
    const file = join(cacheDir, 'file');
    await writeFile(file, '');
    const result = await setupNative({ cacheDir: file, ...silent }, pretendedWorld());
    expect(result.way).toBe('wasm');
    expect(reasonFor('wheel', result)).toMatch(/^the cache folder cannot be written: .*ENOTDIR/);
  });

  it.skipIf(process.platform !== 'linux')('ends where no cache can be made', async () => {
    const result = await setupNative({ cacheDir: '/proc/picojoule', ...silent }, pretendedWorld());
    expect(result.way).toBe('wasm');
    for (const way of ['installer', 'wheel']) {
      expect(reasonFor(way, result)).toMatch(/takes no new folder \/proc\/picojoule$/);
    }
  });
});

describe('the installer', () => {
  it('runs in a copy, so that the package itself is not written', async () => {
    const { dir } = tfjsNodePackage();
    const before = await readFile(join(dir, 'package.json'), 'utf8');
    const result = await setup({ installerWorks: true }, { installer: true });
    expect(result.way).toBe('installer');
    expect(await readFile(join(dir, 'package.json'), 'utf8')).toBe(before);
    const build = join(dirname(result.bindingPath!), '..', '..');
    expect((await readdir(build)).sort()).toEqual(['deps', 'lib', 'picojoule.json']);
  });
});

it('tries only the ways it is asked for', async () => {
  const world = pretendedWorld();
  const result = await setupNative({ cacheDir, ...silent, ways: ['existing'] }, world);
  expect(result.way).toBe('wasm');
  expect(world.ran).toEqual([]);
});
